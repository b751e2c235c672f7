"""Sections of the configuration of `privml finetune`, one module each."""
