# SPDX-License-Identifier: Apache-2.0
"""Bad input to the command, from outside: one error on standard error, nothing on standard output,
and the exit status that tells what kind it was: 1 data rejected, 2 usage, 3 input or output."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import command

HEADER = "supplier,client,time,kind,actor,value,item,guess,intensity,recorded,id"
GOOD = "S,C,2024-01-02T03:04:05Z,meeting,client,60,,,,,f1"
AS_OF = "2024-02-01T00:00:00Z"
DATA, USAGE, IO = 1, 2, 3
SECRET = "Zx9secret"


def rows(*lines):
    return ("\n".join((HEADER,) + lines) + "\n").encode()


class BadInput(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, data, name="facts.csv"):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def score(self, *arguments, **more):
        return command.run("score", "--format", "json", *arguments, **more)

    def rejected(self, result, status, *words):
        self.assertEqual(result.status, status, result.stderr)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        return result.stderr

    def data_rejected(self, data, *words, name="facts.csv"):
        return self.rejected(self.score("--as-of", AS_OF, self.file(data, name)), DATA, *words)

    def row_rejected(self, row, *words):
        """The bad row stands on line 3, after a good one."""
        return self.data_rejected(rows(GOOD, row), "3", *words)


class Rows(BadInput):
    def test_a_good_row_is_scored(self):
        result = self.score("--as-of", AS_OF, self.file(rows(GOOD)))
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertEqual(command.parse(result.stdout)["S", "C"]["facts"], 1)

    def test_an_unknown_kind_is_named_with_the_nearest_one(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,meating,client,,,,,,", "meating", "meeting")

    def test_an_unknown_item_is_named_with_the_nearest_one(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,rating,client,0.5,pillar.trusst,,,,",
                          "pillar.trusst", "pillar.trust")

    def test_a_misspelt_actor_is_named(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,meeting,Client,,,,,,", "Client", "actor")

    def test_an_actor_that_the_kind_does_not_allow_is_refused(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,invoice_paid,supplier,,,,,,", "invoice_paid", "supplier")

    def test_a_derived_kind_is_refused(self):
        for kind in ("silence", "unanswered", "rhythm_steady", "pursuit_burst"):
            with self.subTest(kind=kind):
                self.row_rejected(f"S,C,2024-01-02T03:04:05Z,{kind},client,,,,,,", kind)

    def test_a_rating_without_value_or_item_or_out_of_range_is_refused(self):
        for value, item, word in (("", "pillar.trust", "value"), ("0.5", "", "item"),
                                  ("1.01", "pillar.trust", "1.01"), ("-0.01", "pillar.trust", "-0.01")):
            with self.subTest(value=value, item=item):
                self.row_rejected(f"S,C,2024-01-02T03:04:05Z,rating,client,{value},{item},,,,", word)

    def test_an_intensity_outside_0_to_1_is_refused(self):
        for number in ("1.5", "-0.1"):
            with self.subTest(intensity=number):
                self.row_rejected(f"S,C,2024-01-02T03:04:05Z,meeting,client,60,,,{number},,",
                                  "intensity", number)

    def test_a_number_that_is_none_is_refused(self):
        for number in ("1e999", "nan", "NaN", "inf", "-inf", "0x10", '"1,5"', "1.5.2", "--1", "1e", "60 min"):
            with self.subTest(value=number):
                self.row_rejected(f"S,C,2024-01-02T03:04:05Z,meeting,client,{number},,,,,", "value")

    def test_a_time_that_is_none_is_refused(self):
        for time in ("2023-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z",
                     "2024-01-01T24:00:00Z", "2024-01-01T23:59:60Z", "2024-01-01T23:60:00Z",
                     "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2024-01-01", "yesterday",
                     "1704067200", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00.Z", "",
                     "2024-01-01T00:00:00+5", "2024-01-01T00:00:00+2400", "2024-01-01T00:00:00+0060",
                     "2024-01-01T00:00:00+00000", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
            with self.subTest(time=time):
                self.row_rejected(f"S,C,{time},meeting,client,60,,,,,", "time")

    def test_a_time_without_zone_is_told_how_to_give_one(self):
        self.row_rejected("S,C,2024-01-01T00:00:00,meeting,client,60,,,,,", "time", "Z")

    def test_the_first_and_the_last_year_are_read(self):
        data = rows("S,C,0001-01-01T00:00:00Z,meeting,client,60,,,,,",
                    "S,C,9999-12-31T23:59:59.999999Z,meeting,client,60,,,,,")
        result = self.score("--as-of", "9999-12-31T23:59:59.999999Z", self.file(data))
        self.assertEqual(result.status, 0, result.stderr)
        self.assertEqual(command.parse(result.stdout)["S", "C"]["facts"], 2)

    def test_an_empty_supplier_client_kind_or_actor_is_refused(self):
        for row, word in ((",C,2024-01-02T03:04:05Z,meeting,client,60,,,,,", "supplier"),
                          ("S,,2024-01-02T03:04:05Z,meeting,client,60,,,,,", "client"),
                          ("S,C,2024-01-02T03:04:05Z,,client,60,,,,,", "kind"),
                          ("S,C,2024-01-02T03:04:05Z,meeting,,60,,,,,", "actor")):
            with self.subTest(row=row):
                self.row_rejected(row, word)

    def test_an_item_or_a_guess_on_an_interaction_is_refused(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,meeting,client,60,pillar.trust,,,,", "item")

    def test_a_row_with_too_few_or_too_many_fields_is_refused(self):
        self.row_rejected("S,C,2024-01-02T03:04:05Z,meeting", "")
        self.row_rejected(GOOD + ",one,more", "")

    def test_no_message_repeats_what_a_person_wrote(self):
        said = self.row_rejected(f"{SECRET},{SECRET},2024-01-02T03:04:05Z,meeting,client,60,,,7,,{SECRET}")
        self.assertNotIn(SECRET, said)


class Files(BadInput):
    def test_an_empty_file_is_refused(self):
        self.data_rejected(b"")

    def test_a_header_alone_is_refused_for_there_is_nothing_to_score(self):
        self.data_rejected(rows(), "no facts")

    def test_a_missing_column_is_named(self):
        for column in ("supplier", "client", "time", "kind", "actor"):
            header = ",".join(name for name in HEADER.split(",") if name != column)
            with self.subTest(column=column):
                self.data_rejected((header + "\n").encode(), column)

    def test_a_column_that_stands_twice_is_named(self):
        self.data_rejected((HEADER + ",kind\n").encode(), "kind")

    def test_a_byte_order_mark_and_any_line_end_are_read(self):
        good = rows(GOOD, GOOD.replace("f1", "f2"))
        plain = command.score_bytes(good, AS_OF)
        for data in (b"\xef\xbb\xbf" + good, good.replace(b"\n", b"\r\n"), good[:-1]):
            self.assertEqual(command.score_bytes(data, AS_OF), plain)

    def test_a_nul_byte_is_refused(self):
        self.data_rejected(rows(GOOD, GOOD.replace("meeting", "meet\0ing")))

    def test_bytes_that_are_no_utf_8_are_refused(self):
        for bad in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"):
            with self.subTest(bytes=bad):
                self.data_rejected(rows(GOOD) + GOOD.replace("f1", "").encode() + bad + b"\n")

    def test_an_unclosed_quote_is_refused(self):
        self.data_rejected(rows(GOOD, '"S,C,2024-01-02T03:04:05Z,meeting,client,60,,,,,'))

    def test_a_line_of_a_hundred_megabytes_is_refused_and_not_swallowed(self):
        path = self.folder / "facts.csv"
        with open(path, "wb") as stream:
            stream.write(rows(GOOD))
            for _ in range(100):
                stream.write(b"x" * 1_000_000)
        self.rejected(self.score("--as-of", AS_OF, path), DATA)

    def test_broken_json_lines_are_refused_with_their_line(self):
        good = command.to_jsonl([{"supplier": "S", "client": "C", "time": AS_OF, "kind": "thanks",
                                  "actor": "client"}])
        for bad in (b"{", b"[]", b"1", b'{"supplier": "S"}', b'{"a": 1, "a": 2}',
                    good[:-2] + b', "value": "x"}', good[:-2] + b', "value": NaN}',
                    good[:-2] + b', "value": 1e999}', good[:-2] + b"} {}",
                    good[:-2] + b', "actor": "client"}', b"[" * 100000):
            with self.subTest(line=bad[:60]):
                self.data_rejected(good + bad + b"\n", "2", name="facts.jsonl")


class Model(BadInput):
    def test_a_model_that_breaks_a_rule_is_refused_and_the_place_named(self):
        facts = self.file(rows(GOOD))
        for text in (b"", b"{", b"[]", b"{}", b'{"format": "something else"}'):
            with self.subTest(model=text):
                model = self.file(text, "model.json")
                self.rejected(self.score("--as-of", AS_OF, "--model", model, facts), DATA)

    def test_a_model_that_is_not_there_is_an_input_error(self):
        facts = self.file(rows(GOOD))
        self.rejected(self.score("--model", self.folder / "none.json", facts), IO, "none.json")


class InputAndOutput(BadInput):
    def test_a_missing_file_is_named(self):
        self.rejected(self.score("--as-of", AS_OF, self.folder / "none.csv"), IO, "none.csv")

    def test_a_directory_is_refused(self):
        (self.folder / "folder.csv").mkdir()
        self.rejected(self.score("--as-of", AS_OF, self.folder / "folder.csv"), IO, "folder.csv")

    def test_an_unreadable_file_is_refused(self):
        """For the superuser, who may read anything, a file of the kernel's that refuses reading."""
        path = self.file(rows(GOOD))
        path.chmod(0)
        if os.access(path, os.R_OK):
            path = self.folder / "mem.csv"
            path.symlink_to("/proc/self/mem")
        self.rejected(self.score("--as-of", AS_OF, path), IO)

    @unittest.skipUnless(pathlib.Path("/dev/full").is_char_device(), "there is no /dev/full")
    def test_a_full_disk_is_reported(self):
        path = self.file(rows(*(GOOD.replace("C,", f"C{n},") for n in range(50))))
        for output in ("json", "csv", "table"):
            with open("/dev/full", "wb") as full, self.subTest(format=output):
                result = command.run("score", "--format", output, "--as-of", AS_OF, path, stdout=full)
                self.assertEqual(result.status, IO, result.stderr)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)

    def test_a_closed_pipe_is_no_error(self):
        path = self.file(rows(*(GOOD.replace("C,", f"C{n},") for n in range(3000))))
        for output in ("json", "csv", "table"):
            process = subprocess.Popen(
                [command.path(), "score", "--format", output, "--as-of", AS_OF, str(path)],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            with process, self.subTest(format=output):
                process.stdout.readline()
                process.stdout.close()
                said = process.stderr.read()
                self.assertIn(process.wait(60), (0, -13))
                self.assertEqual(said, b"")

    def test_a_dash_is_standard_input(self):
        data = rows(GOOD)
        from_file = self.score("--as-of", AS_OF, self.file(data))
        from_stdin = self.score("--as-of", AS_OF, "--input-format", "csv", "-", stdin=data)
        self.assertEqual((from_stdin.status, from_stdin.stderr), (0, ""))
        self.assertEqual(from_stdin.stdout, from_file.stdout)
        bad = self.score("--as-of", AS_OF, "--input-format", "csv", "-", stdin=data + b"bad\n")
        self.rejected(bad, DATA)


class Usage(BadInput):
    def test_an_unknown_option_is_named(self):
        self.rejected(self.score("--no-such-option", self.file(rows(GOOD))), USAGE, "no-such-option")

    def test_a_missing_operand_an_unknown_subcommand_and_none_are_usage_errors(self):
        for arguments in (("score",), ("no-such-command",), ()):
            with self.subTest(arguments=arguments):
                result = command.run(*arguments)
                self.assertEqual(result.status, USAGE)
                self.assertEqual(result.stdout, b"")
                self.assertNotEqual(result.stderr, "")

    def test_an_argument_that_cannot_be_is_a_usage_error(self):
        facts = self.file(rows(GOOD))
        for option, argument in (("--as-of", "yesterday"), ("--as-of", "2024-01-01T00:00:00"),
                                 ("--format", "xml"), ("--sort", "nothing"), ("--top", "-1"), ("--top", "x"),
                                 ("--input-format", "xls")):
            with self.subTest(option=option, argument=argument):
                self.rejected(command.run("score", option, argument, facts), USAGE, option)

    def test_two_operands_are_a_usage_error(self):
        facts = self.file(rows(GOOD))
        self.rejected(self.score(facts, facts), USAGE)


class SkippingBadRows(BadInput):
    def test_the_good_rows_are_scored_and_the_bad_ones_written_with_their_reasons(self):
        bad = ["S,C,2024-01-02T03:04:05Z,nonsense,client,,,,,,", "S,C,never,meeting,client,60,,,,,"]
        path, bin_ = self.file(rows(GOOD, bad[0], GOOD.replace("f1", "f2"), bad[1])), self.folder / "bad.txt"
        result = self.score("--as-of", AS_OF, "--skip-bad", bin_, path)
        self.assertEqual(result.status, 0, result.stderr)
        self.assertEqual(command.parse(result.stdout)["S", "C"]["facts"], 2)
        kept = bin_.read_text(encoding="utf-8")
        for line, row in zip(("3", "5"), bad):
            reasons = [entry for entry in kept.splitlines() if entry.startswith(line + ",") and row in entry]
            self.assertEqual(len(reasons), 1, kept)
        only_good = self.score("--as-of", AS_OF, self.file(rows(GOOD, GOOD.replace("f1", "f2")), "good.csv"))
        self.assertEqual(result.stdout, only_good.stdout)


if __name__ == "__main__":
    unittest.main()
