"""A run's edits: where they go, in terms of the original text, and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsclean.punctuation.run import Change, Edit, Run


def test_apply__places_are_those_of_the_original() -> None:
    run = Run("云,,岚--好")
    assert run.apply([Edit(1, 3, "，")]) == [Change(1, ",,", "，")]
    assert run.text == "云，岚--好"
    assert run.apply([Edit(3, 5, "——"), Edit(0, 1, "云 ")]) == [Change(0, "云", "云 "), Change(4, "--", "——")]
    assert run.text == "云 ，岚——好"
    assert run.apply([Edit(1, 2, "")]) == [Change(0, " ", "")]
    assert [(change.start, change.before, change.after) for change in run.changes()] == [
        (1, ",", "，"), (2, ",", ""), (4, "-", "—"), (5, "-", "—")
    ]  # fmt: skip


def test_apply__edits_inside_what_an_edit_made() -> None:
    run = Run("a-b")
    run.apply([Edit(1, 2, "1234")])
    run.apply([Edit(1, 2, ""), Edit(3, 5, "xy")])
    assert run.text == "a2xyb"
    run.apply([Edit(3, 5, "z")])  # across the border of two originals
    assert run.text == "a2xz"
    assert run.cells(0, 3) == "a2xz"
    assert [run.origin(at) for at in range(4)] == [0, 1, 1, 1]


def test_undo__gives_the_original_back() -> None:
    run = Run("云,岚")
    run.apply([Edit(1, 2, "，")])
    run.undo()
    assert (run.text, run.changes(), run.masked) == ("云,岚", [], "云,岚")


@given(st.text("ab", min_size=1, max_size=6), st.data())
def test_apply__any_edits_do_what_a_splice_does(text: str, data: st.DataObject) -> None:
    run, model = Run(text), text
    for _ in range(data.draw(st.integers(1, 4))):
        if not model:
            break
        start = data.draw(st.integers(0, len(model) - 1))
        end = data.draw(st.integers(start + 1, len(model)))
        new = data.draw(st.text("xyz", max_size=3))
        run.apply([Edit(start, end, new)])
        model = model[:start] + new + model[end:]
        assert run.text == model
        assert run.cells(0, len(text)) == model
        origins = [run.origin(at) for at in range(len(model))]
        assert origins == sorted(origins)
        assert [cell for at, cell in enumerate(origins) for _ in [at]] == [
            index for index in range(len(text)) for _ in run.cells(index, index + 1)
        ]


@given(st.text("ab", min_size=1, max_size=8), st.data())
def test_apply__many_edits_at_once_keep_every_character_in_its_place(text: str, data: st.DataObject) -> None:
    run, model = Run(text), text
    for _ in range(data.draw(st.integers(1, 3))):
        places = sorted(data.draw(st.sets(st.integers(0, len(model)), max_size=6)))
        edits = [
            Edit(start, end, data.draw(st.text("xyz", max_size=3))) for start, end in zip(places[::2], places[1::2], strict=False)
        ]
        run.apply(edits)
        for edit in reversed(edits):
            model = model[: edit.start] + edit.text + model[edit.end :]
        assert run.text == model == run.cells(0, len(text))
        assert [run.origin(at) for at in range(len(model))] == [
            index for index in range(len(text)) for _ in run.cells(index, index + 1)
        ]


def test_apply__an_edit_of_the_same_length_beside_a_shorter_one() -> None:
    run = Run("..。....云")
    run.apply([Edit(0, 2, ""), Edit(3, 7, "    ")])
    assert [run.origin(at) for at in range(6)] == [2, 3, 4, 5, 6, 7]
    run.apply([Edit(1, 5, "")])
    assert (run.text, run.cells(0, 8)) == ("。云", "。云")
