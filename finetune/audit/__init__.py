"""What an attacker can still get out of a fine-tuned model, measured."""
