"""What each task makes of cells, what it learns from, and that it learns."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.data import DataConfig
from privml.core.errors import ConfigError, DataError, MissingError, UsageError
from privml.finetune.api import finetune, predict
from privml.finetune.batches import Collator, PaddedBatch, TokenizedExamples
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.model import load_learner, load_tokenizer, resolve_source
from privml.finetune.quiet import quiet_transformers
from privml.finetune.run_folder import load_report
from privml.finetune.tasks import make_task
from privml.finetune.tasks.base import IGNORED
from privml.finetune.tasks.causal_lm import CausalLM, encode_chat, parse_messages
from privml.finetune.tasks.masked_lm import MaskedLM
from pydantic import ValidationError

Table = Callable[..., Path]
CHAT = [
    {"role": "system", "content": "was it"},
    {"role": "user", "content": "good day"},
    {"role": "assistant", "content": "very good"},
    {"role": "user", "content": "bad food"},
    {"role": "assistant", "content": "sad"},
]


def values_of(base: Path, **sections: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "model": {"source": str(base), "method": "full"},
        "train": {"epochs": 6, "batch_size": 16, "physical_batch_size": 8, "learning_rate": 5e-3, "threads": 1},
    }
    sections["data"] = {"max_length": 32} | sections["data"]
    for name, section in sections.items():
        values[name] = values[name] | section if name in values and isinstance(section, dict) else section
    return values


def report_of(folder: Path) -> Any:
    return load_report(folder)


def test_each_task_says_which_columns_it_reads() -> None:
    with pytest.raises(ValidationError, match=r"text-classification reads the columns data\.text and data\.label"):
        FinetuneConfig.model_validate({"data": {"text": "t"}})
    with pytest.raises(ValidationError, match=r"causal-lm reads .*; given: data\.text and data\.label"):
        FinetuneConfig.model_validate({"task": "causal-lm", "data": {"text": "t", "label": "l"}})
    with pytest.raises(ValidationError, match="prompt and answer are the same column"):
        FinetuneConfig.model_validate({"task": "causal-lm", "data": {"prompt": "t", "answer": "t"}})


# several labels


@pytest.fixture
def topics(make_table: Table) -> Path:
    """Rows with a mood, a thing, both, or neither of them as labels."""
    generator = random.Random(0)
    rows = []
    for number in range(160):
        mood, thing = generator.random() < 0.5, generator.random() < 0.5
        words = ["it", "was", "very", *(["good", "lovely"] if mood else []), *(["train", "ticket"] if thing else [])]
        labels = ["glad"] * mood + ["travel"] * thing
        text = " ".join(words) + " " * number  # rows of the same words, which the split does not keep together
        rows.append({"id": str(number), "text": text, "label": "; ".join(labels)})
    return make_table(rows=rows)


def test_several_labels_are_learned_and_predicted(topics: Path, tiny_model: Path, tmp_path: Path) -> None:
    config = values_of(tiny_model, data={"text": "text", "label": "label", "label_separator": ";"})
    run = finetune(config, data=topics, output=tmp_path / "run")
    report = report_of(run)
    assert report.rows_dropped == 0, "a row without labels says something, too"
    assert report.labels == 2
    assert report.metrics["micro_f1"] > 0.9
    answers = predict(run, pd.DataFrame({"text": ["it was good lovely train ticket", "it was very", ""]}))
    assert answers["predicted_label"].tolist()[:2] == ["glad;travel", ""]
    assert answers["predicted_label"].isna().tolist() == [False, False, True]
    assert json.loads((run / "config.json").read_text())["problem_type"] == "multi_label_classification"


# causal language models


def test_only_answers_are_learned(tiny_llama: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    ids, labels = encode_chat(tokenizer, CHAT)
    learned = tokenizer.decode([label for label in labels if label != IGNORED])
    assert learned.split() == ["very", "good", "<end>", "sad", "<end>"]
    assert [i for i, label in zip(ids, labels, strict=True) if label != IGNORED] == [i for i in labels if i != IGNORED]


def test_an_answer_may_begin_with_what_joins_the_template(tiny_llama: Path) -> None:
    """Tokenizers with a token for two line breaks make one of the template's and the answer's."""
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    joint = "goodday"
    tokenizer.add_tokens([joint])
    tokenizer.chat_template = (
        "{% for m in messages %}{{ ' bad ' if m.role == 'user' else 'good' }}{{ m.content }}{% endfor %}"
        "{{ 'good' if add_generation_prompt else '' }}"
    )
    chat = [{"role": "user", "content": "sad "}, {"role": "assistant", "content": "day very"}]
    ids, labels = encode_chat(tokenizer, chat)
    assert joint in tokenizer.convert_ids_to_tokens(ids)
    assert tokenizer.decode([label for label in labels if label != IGNORED]).split() == ["very"]


def test_a_template_that_refuses_a_chat_ends_with_a_message(tiny_llama: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    tokenizer.chat_template = "{{ raise_exception('no system role: ' + messages[0].content) }}"
    with pytest.raises(DataError, match="refuses a chat of the roles") as caught:
        encode_chat(tokenizer, CHAT)
    assert CHAT[0]["content"] not in caught.value.message


@pytest.mark.parametrize("cell", ["[]", '[{"role": "assistant", "content": "good"}]'])
def test_a_chat_without_a_question_gets_no_answer(tiny_llama: Path, cell: str) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    task = CausalLM(DataConfig(messages="chat"))
    assert task.prompt_ids(tokenizer, cell) == []


def test_a_nested_chat_is_no_internal_error() -> None:
    with pytest.raises(DataError, match="are not a JSON list"):
        parse_messages("[" * 100_000, "row 1")


def test_a_prompt_leaves_room_for_its_answer(make_table: Table, tiny_llama: Path, tmp_path: Path) -> None:
    table = make_table(rows=[{"id": str(n), "text": f"good day {n}"} for n in range(40)])
    values = values_of(tiny_llama, task="causal-lm", data={"text": "text", "max_length": 32, "max_new_tokens": 4})
    run = finetune(values | {"train": values.get("train", {}) | {"epochs": 0.2}}, data=table, output=tmp_path / "run")
    long = " ".join(["good day"] * 3000)
    assert len(predict(run, pd.DataFrame({"text": [long]}))) == 1


def test_without_a_template_an_answer_follows_its_prompt(tiny_llama: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    tokenizer.chat_template = None
    ids, labels = encode_chat(tokenizer, CHAT[1:3])
    assert tokenizer.decode(ids).split() == ["good", "day", "very", "good", "<end>"]
    assert [label == IGNORED for label in labels] == [True, True, False, False, False]


def test_a_template_that_rewrites_history_is_refused(tiny_llama: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    tokenizer.chat_template = "{{ messages | length }} {% for m in messages %}{{ m.content }} {% endfor %}"
    tokenizer.add_tokens(["1", "2", "3", "4", "5"])
    with pytest.raises(DataError, match="chat template changes what was said before"):
        encode_chat(tokenizer, CHAT)


def test_answers_are_learned_and_written(make_table: Table, tiny_llama: Path, tmp_path: Path) -> None:
    pairs = [("good day", "very lovely"), ("bad food", "sad and ugly"), ("train ticket", "it was nice")]
    table = make_table(rows=[{"asked": q + " " * i, "said": a, "id": str(i)} for i in range(30) for q, a in pairs])
    config = values_of(
        tiny_llama, task="causal-lm", data={"prompt": "asked", "answer": "said", "max_new_tokens": 6, "max_length": 32}
    )
    run = finetune(config | {"train": config["train"] | {"epochs": 15}}, data=table, output=tmp_path / "run")
    report = report_of(run)
    assert report.metrics["perplexity"] < 1.5 < report.baseline["perplexity"]
    answers = predict(run, pd.DataFrame({"asked": ["bad food", None, "good day"]}))
    assert answers["generated"].tolist()[::2] == ["sad and ugly", "very lovely"]
    assert answers["generated"].isna().tolist() == [False, True, False]
    card = (run / "README.md").read_text()
    assert "pipeline_tag: text-generation" in card
    assert "AutoModelForCausalLM.from_pretrained" in card


def test_a_language_model_learns_privately_with_adapters(make_table: Table, tiny_llama: Path, tmp_path: Path) -> None:
    """Messages, LoRA and tied weights; the adapter loads with plain peft."""
    from peft import AutoPeftModelForCausalLM

    rows = [
        {"chat": json.dumps([*CHAT[:-1], CHAT[-1] | {"content": "sad" + " " * number}]), "id": str(number)}
        for number in range(60)
    ]
    config = values_of(
        tiny_llama,
        task="causal-lm",
        model={"method": "lora"},
        data={"messages": "chat", "max_length": 32},
        train={"epochs": 3},
        privacy={"mechanism": "dp-sgd", "noise_multiplier": 1.0, "noise_seed": 1, "accountant": "rdp"},
    )
    run = finetune(config, data=make_table(rows=rows), output=tmp_path / "run")
    report = report_of(run)
    assert report.epsilon is not None
    assert report.grad_sample_mode == "book-keeping"
    with quiet_transformers():
        loaded = AutoPeftModelForCausalLM.from_pretrained(run)
    assert any("lora_B" in name and bool(value.any()) for name, value in loaded.named_parameters())


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("{", "row 2: the messages are not a JSON list"),
        ('[{"role": "judge", "content": "x"}]', "row 2: a message's role is not one of"),
        ('[{"role": "user", "content": "x"}]', "row 2: no message is the assistant's"),
    ],
)
def test_broken_chats_name_the_row_and_no_value(cell: str, message: str) -> None:
    task = make_task(FinetuneConfig.model_validate({"task": "causal-lm", "data": {"messages": "chat"}}))
    with pytest.raises(DataError, match=message) as caught:
        task.parse([[json.dumps(CHAT)], [cell]], source="x.csv")
    assert "judge" not in str(caught.value)


def test_long_texts_are_read_in_pieces_that_stay_one_unit(tiny_llama: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_llama), allow_download=False)
    task = make_task(FinetuneConfig.model_validate({"task": "causal-lm", "data": {"text": "t", "max_length": 8}}))
    examples = task.encode(tokenizer, ["good " * 20, "bad day"], [])
    assert [len(ids) for ids in examples.ids] == [8, 8, 5, 3]
    assert examples.units == [[0, 1, 2], [3]]
    assert examples.ids[2][-1] == tokenizer.eos_token_id


def test_a_sequence_weighs_the_same_in_any_company(tiny_llama: Path) -> None:
    """A mean over the batch's tokens would let a long text push others aside."""
    config = FinetuneConfig.model_validate(values_of(tiny_llama, task="causal-lm", data={"text": "t"}))
    task = make_task(config)
    learner = load_learner(config.model, task, label_names=[], max_length=32, seed=0)
    examples = task.encode(learner.tokenizer, ["good day", "it was a very lovely train and food"], [])
    collate = Collator(learner)
    alone = [float(task.losses(learner.module, collate(examples, [row])).detach()) for row in (0, 1)]
    together = task.losses(learner.module, collate(examples, [0, 1])).tolist()
    assert together == pytest.approx(alone, rel=1e-5)


def test_an_encoder_is_no_language_model(tiny_model: Path) -> None:
    config = FinetuneConfig.model_validate(values_of(tiny_model, task="causal-lm", data={"text": "t"}))
    with pytest.raises(MissingError, match="or not the task causal-lm"):
        load_learner(config.model, make_task(config), label_names=[], max_length=32, seed=0)


# masked language models


def masked_batch(tiny_model: Path, *, salt: int, rows: list[int]) -> tuple[PaddedBatch, TokenizedExamples, Any]:
    config = FinetuneConfig.model_validate(values_of(tiny_model, task="masked-lm", data={"text": "t"}))
    task = make_task(config)
    learner = load_learner(config.model, task, label_names=[], max_length=32, seed=0)
    texts = ["good day and bad food", "it was a very lovely train", "sad ticket " * 10]
    examples = task.encode(learner.tokenizer, texts, [])
    return Collator(learner)(examples, rows, salt=salt), examples, learner


def test_hidden_words_depend_on_step_and_sequence_alone(tiny_model: Path) -> None:
    whole, _, _ = masked_batch(tiny_model, salt=3, rows=[0, 1, 2])
    single, _, _ = masked_batch(tiny_model, salt=3, rows=[1])
    other, _, _ = masked_batch(tiny_model, salt=4, rows=[0, 1, 2])
    width = single.labels.shape[1]
    assert torch.equal(whole.labels[1, :width], single.labels[0])
    assert torch.equal(whole.inputs["input_ids"][1, :width], single.inputs["input_ids"][0])
    assert not torch.equal(whole.labels, other.labels)


def test_hidden_words_have_the_shares_of_bert(tiny_model: Path) -> None:
    config = FinetuneConfig.model_validate(values_of(tiny_model, task="masked-lm", data={"text": "t"}))
    tokenizer = load_tokenizer(str(tiny_model), allow_download=False)
    task = MaskedLM(DataConfig(text="t", max_length=64), seed=1)
    examples = task.encode(tokenizer, ["good " * 60] * 300, [])
    ids = torch.tensor(examples.ids)
    inputs = {"input_ids": ids.clone()}
    labels = task.targets(tokenizer, examples, range(300), inputs, salt=0)
    hidden = labels != IGNORED
    words = (ids != tokenizer.cls_token_id) & (ids != tokenizer.sep_token_id)
    assert not bool((hidden & ~words).any())
    assert float(hidden.sum() / words.sum()) == pytest.approx(0.15, abs=0.01)
    masked = inputs["input_ids"][hidden] == tokenizer.mask_token_id
    assert float(masked.float().mean()) == pytest.approx(0.8, abs=0.03)
    assert bool((inputs["input_ids"][~hidden] == ids[~hidden]).all())
    assert config.task == "masked-lm"


def test_an_encoder_learns_the_words_of_a_domain(make_table: Table, tiny_model: Path, tmp_path: Path) -> None:
    """The result is a base model for another task."""
    texts = [f"it was a very lovely train and good food{' ' * n}" for n in range(80)]
    table = make_table(rows=[{"id": str(n), "text": text} for n, text in enumerate(texts)])
    data = {"text": "text", "validation_fraction": 0.3}  # enough hidden words for a share of them to mean something
    config = values_of(tiny_model, task="masked-lm", data=data, train={"epochs": 100, "learning_rate": 3e-3})
    run = finetune(config, data=table, output=tmp_path / "run")
    assert report_of(run).metrics["token_accuracy"] > 0.85
    with pytest.raises(UsageError, match="a masked-lm run predicts nothing"):
        predict(run, pd.DataFrame({"text": ["good"]}))
    topics = make_table("topics.csv", count=60)
    after = values_of(run, data={"text": "text", "label": "label"}, train={"epochs": 1})
    assert report_of(finetune(after, data=topics, output=tmp_path / "after")).labels == 2


def test_adapters_cannot_make_a_head(tiny_model: Path) -> None:
    config = FinetuneConfig.model_validate(
        values_of(tiny_model, task="masked-lm", data={"text": "t"}, model={"method": "lora"})
    )
    with pytest.raises(ConfigError, match="no head for masked-lm"):
        load_learner(config.model, make_task(config), label_names=[], max_length=32, seed=0)


# weights in GGUF


def test_a_folder_with_one_gguf_file_is_a_model(tmp_path: Path) -> None:
    (tmp_path / "weights.gguf").write_bytes(b"GGUF")
    assert resolve_source(str(tmp_path)) == str(tmp_path.resolve())
    (tmp_path / "others.gguf").write_bytes(b"GGUF")
    with pytest.raises(MissingError, match=r"one \.gguf file"):
        resolve_source(str(tmp_path))


def test_broken_gguf_weights_are_told(tmp_path: Path) -> None:
    (tmp_path / "weights.gguf").write_bytes(b"no weights")
    with pytest.raises(MissingError, match="cannot load a model"):
        load_tokenizer(str(tmp_path), allow_download=False)


def test_pieces_of_one_token_teach_nothing_and_break_nothing(tiny_llama: Path) -> None:
    config = FinetuneConfig.model_validate(
        values_of(tiny_llama, task="causal-lm", data={"text": "t", "max_length": 4}, model={"method": "lora"})
    )
    task = make_task(config)
    learner = load_learner(config.model, task, label_names=[], max_length=4, seed=0)
    learner.module.train()
    examples = task.encode(learner.tokenizer, ["good day it was"] * 2, [])
    assert [len(ids) for ids in examples.ids] == [4, 1, 4, 1]
    gradients = make_gradients(learner.module, task.losses, mode="book-keeping", clipping=make_clipping(learner.module))
    assert gradients.add(Collator(learner)(examples, [1, 3]), 1.0) == 0
    assert not any(bool(value.any()) for value in gradients.take().values())
    gradients.remove()
    learner.module.eval()
    assert task.evaluate(learner, TokenizedExamples([[2]], [[2]]), batch_size=2)["perplexity"] == 1
