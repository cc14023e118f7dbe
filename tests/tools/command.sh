#!/usr/bin/env bash
# Tests of the joyfulprofit command as its users run it: command.sh CASE, one function test_CASE each.
# Wants SOURCE (of the project), WORK (a folder of its own), COMMAND and PYTHON in the environment.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
exec < /dev/null # a test reads what it says, whatever its runner is fed: script(1) takes all there is

story=$SOURCE/examples/data/story.csv
as_of=2024-06-30T00:00:00Z

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    printf 'status %s\n--- standard output\n%s\n--- standard error\n%s\n' "$status" "$(head -c 3000 out)" \
        "$(head -c 3000 err)" >&2
    exit 1
}

# skip WHY: this machine cannot run the test; ctest says so.
skip() {
    echo "skipped: $1"
    exit 77
}

# run ARGUMENTS...: the command, with what it says in `out` and `err` and its exit status in $status.
run() {
    status=0
    "$COMMAND" "$@" > out 2> err < "${input:-/dev/null}" || status=$?
}

# expect STATUS [TEXT]: the status, and TEXT in what was said on standard error.
expect() {
    [ "$status" -eq "$1" ] || fail "expected status $1"
    if [ $# -gt 1 ]; then
        grep -qF -- "$2" err || fail "expected on standard error: $2"
    fi
}

# rejected STATUS TEXT: as expect, with one line of error and nothing printed.
rejected() {
    expect "$@"
    [ ! -s out ] || fail "something was printed"
    [ "$(wc -l < err)" -eq 1 ] || fail "expected one line of error"
    grep -q '^joyfulprofit: ' err || fail "the error does not begin with the name of the command"
}

# check CODE [ARGUMENTS]: Python over the JSON document d in `out`; its assertions hold.
check() {
    "$PYTHON" - "${@:2}" << EOF || fail "the document is not as expected"
import json, math, sys
def no_constant(name):
    raise ValueError(name + " is not JSON")
d = json.load(open("out", encoding="utf-8"), parse_constant=no_constant)
r = d["relationships"]
$1
EOF
}

# facts ROW...: a CSV file facts.csv of these rows.
facts() {
    printf '%s\n' 'supplier,client,time,kind,actor,value,item,guess,id' "$@" > facts.csv
}

good='Acme,Globex,2024-01-02T00:00:00Z,meeting,client,60,,,'

# ---- The command line ---------------------------------------------------------------------------

test_without_arguments_it_says_where_help_is() {
    run
    rejected 2 'see joyfulprofit help'
}

test_help_explains_every_command() {
    local name
    for name in help --help -h; do
        run "$name"
        expect 0
        grep -q '^usage: joyfulprofit COMMAND' out || fail "no usage"
    done
    cp out overview
    for name in score explain next compare timeline robustness model; do
        grep -qE "^  $name " overview || fail "$name is not listed"
        run help "$name"
        expect 0
        grep -q "^usage: joyfulprofit $name" out || fail "no usage of $name"
        cp out by-help
        run "$name" --help
        cmp -s out by-help || fail "$name --help differs from help $name"
    done
}

test_every_option_stands_in_the_manual_and_the_completions() {
    local name option dashed shell count=0
    for name in score explain next compare timeline robustness model; do
        run help "$name"
        while read -r option; do
            count=$((count + 1))
            dashed=${option#-}
            grep -qF -- "${dashed//-/\\-}" "$SOURCE/tools/joyfulprofit.1" || [ "$option" = --help ] ||
                fail "the manual has no $option"
            for shell in bash zsh fish; do
                grep -qE -- "(--|-l )${option#--}" "$SOURCE/tools/completion/joyfulprofit.$shell" ||
                    fail "the completion for $shell has no $option"
            done
        done < <(grep -oE -- '--[a-z-]+' out | sort -u)
    done
    [ "$count" -ge 12 ] || fail "too few options seen"
}

test_the_manual_is_well_formed() {
    command -v mandoc > /dev/null || skip 'mandoc is not installed'
    mandoc -T lint -W style "$SOURCE/tools/joyfulprofit.1" > out 2>&1 || fail "mandoc complains"
    [ ! -s out ] || fail "mandoc complains"
}

test_the_version_is_told() {
    run --version
    expect 0
    grep -qxE 'joyfulprofit [0-9]+\.[0-9]+\.[0-9]+' out || fail "no version"
}

test_an_unknown_command_is_refused() {
    local wrong
    for wrong in scroe scor Score scores; do
        run "$wrong" "$story"
        rejected 2 "unknown command '$wrong'; did you mean 'score'?"
        run help "$wrong"
        rejected 2 "unknown command '$wrong'; did you mean 'score'?"
    done
    run hlep
    rejected 2 "did you mean 'help'?"
    run report "$story"
    rejected 2 "unknown command 'report'; see joyfulprofit help"
}

test_options_that_are_wrong_are_named() {
    run score "$story" --sotr name
    rejected 2 "unknown option '--sotr'; did you mean '--sort'?"
    run score "$story" --fromat=json
    rejected 2 "unknown option '--fromat'; did you mean '--format'?"
    run score "$story" --weather sunny
    rejected 2 "unknown option '--weather'; see joyfulprofit help score"
    run score "$story" -x
    rejected 2 "unknown option '-x'"
    run score "$story" --sort
    rejected 2 "option '--sort' needs an argument"
    run score "$story" --quiet=yes
    rejected 2 "option '--quiet' takes no argument"
    run score "$story" --sort age
    rejected 2 "--sort expects one of gap, health, risk, silence, name, got 'age'"
    run score "$story" --format xml
    rejected 2 "--format expects one of table, json, csv, got 'xml'"
    run score "$story" --input-format xls
    rejected 2 "--input-format expects one of csv, jsonl, got 'xls'"
    local number
    for number in 0 -1 1.5 ten '' 1e3 9999999999; do
        run score "$story" --top "$number"
        rejected 2 "--top expects a whole number from 1 to 999999999, got '$number'"
    done
}

test_exactly_one_file_is_expected() {
    run score
    rejected 2 'expected a file of facts'
    run score "$story" "$story"
    rejected 2 'expected one file of facts'
}

test_two_dashes_end_the_options() {
    facts "$good"
    run score facts.csv --format csv
    cp out expected
    cp facts.csv ./-x.csv
    run score --format csv -- -x.csv
    expect 0
    cmp -s out expected || fail "-x.csv gives other scores"
    run -- score facts.csv --format csv
    expect 0
    cmp -s out expected || fail "before the subcommand they should do nothing"
    run --
    rejected 2 'expected a command'
    run score -x.csv
    rejected 2 "unknown option '-x'"
    run score -- facts.csv --format
    rejected 2 'expected one file of facts'
    "$COMMAND" model show > ./-m.json
    run model check -- -m.json
    expect 0
    run score facts.csv --model -m.json
    expect 0
}

test_a_time_without_zone_is_refused_as_as_of() {
    run score "$story" --as-of 2024-06-30T00:00:00
    rejected 2 '--as-of: '
    run score "$story" --as-of tomorrow
    rejected 2 '--as-of: '
}

test_the_model_command_wants_an_action() {
    run model
    rejected 2 'show, check or hash'
    run model shwo
    rejected 2 "model expects one of show, check, hash, got 'shwo'"
    run model show a b
    rejected 2 'at most one FILE'
}

# ---- Input --------------------------------------------------------------------------------------

test_the_format_goes_by_the_name() {
    facts "$good"
    echo '{"supplier":"Acme","client":"Globex","time":"2024-01-02T00:00:00Z","kind":"meeting","actor":"client","value":60}' > facts.jsonl
    cp facts.jsonl facts.ndjson
    cp facts.jsonl FACTS.JSONL
    run score facts.csv --format csv
    expect 0
    cp out expected
    local name
    for name in facts.jsonl facts.ndjson FACTS.JSONL; do
        run score "$name" --format csv
        expect 0
        cmp -s out expected || fail "$name gives other scores"
    done
    cp facts.csv facts.txt
    run score facts.txt
    rejected 2 '--input-format csv'
    run score facts.txt --input-format csv --format csv
    cmp -s out expected || fail "--input-format csv gives other scores"
}

test_standard_input_is_csv_unless_told() {
    facts "$good"
    run score facts.csv --format csv
    cp out expected
    input=facts.csv run score - --format csv
    expect 0
    cmp -s out expected || fail "standard input gives other scores"
    echo '{"supplier":"Acme","client":"Globex","time":"2024-01-02T00:00:00Z","kind":"meeting","actor":"client","value":60}' > facts.jsonl
    input=facts.jsonl run score - --input-format jsonl --format csv
    expect 0
    cmp -s out expected || fail "JSON Lines on standard input give other scores"
    input=facts.jsonl run score -
    rejected 1 'standard input:1:'
    rejected 1 'If it is JSON Lines: --input-format jsonl'
    run help score
    grep -q 'for - csv' out || fail "the help does not say what standard input is"
}

test_an_error_names_line_and_column() {
    facts "$good" 'Acme,Globex,2024-01-03T00:00:00Z,meeting,client,1e999,,,'
    run score facts.csv
    rejected 1 'joyfulprofit: facts.csv:3:6: '
    facts "$good" 'Acme,Globex,2023-02-30T00:00:00Z,meeting,client,1,,,'
    run score facts.csv --format json
    rejected 1 'joyfulprofit: facts.csv:3:3: '
    facts "$good" 'Acme,Globex,2024-01-03T00:00:00Z,meting,client,1,,,'
    run score facts.csv --format json
    rejected 1 "meeting"
}

test_where_it_went_wrong_is_told_once() {
    facts "$good" 'Acme,Globex,2024-01-03T00:00:00Z,meting,client,1,,,'
    run score facts.csv
    rejected 1 "joyfulprofit: facts.csv:3:4: kind: expected a kind of the model, got 'meting'; did you mean 'meeting'?"
    printf 'supplier;client\n' > bad.csv
    run score bad.csv
    rejected 1 "joyfulprofit: bad.csv:1: column 'supplier' is missing"
    printf '%s\n' '{"supplier":"A","client":"B","time":"x","kind":"meeting","actor":"client"}' > bad.jsonl
    run score bad.jsonl
    rejected 1 "joyfulprofit: bad.jsonl:1: time: Time 'x' must read"
    echo '{"supplier":' > bad.jsonl
    run score bad.jsonl
    rejected 1 'joyfulprofit: bad.jsonl:1:'
    ! grep -q 'Line' err || fail "the line is told twice"
    run score facts.csv --model nofile.json
    rejected 3 "joyfulprofit: Model file 'nofile.json' cannot be read: No such file or directory."
    echo '{' > model.json
    run model check model.json
    rejected 1 'joyfulprofit: model.json:'
}

test_text_in_another_encoding_is_told_how_to_convert_it() {
    facts $'Acm\xe9,Globex,2024-01-03T00:00:00Z,meeting,client,1,,,'
    run score facts.csv
    rejected 1 'facts.csv:2:1: supplier: expected UTF-8, got the byte 0xe9. To convert it: iconv -f LATIN1 -t UTF-8 FILE'
    printf '{"supplier":"Acm\xe9"}\n' > facts.jsonl
    run score facts.jsonl
    rejected 1 'To convert it: iconv -f LATIN1 -t UTF-8 FILE'
    printf '\xff\xfes\0u\0p\0\n\0' > facts.csv
    run score facts.csv
    rejected 1 'To convert it: iconv -f UTF-16 -t UTF-8 FILE'
    printf 's\0u\0p\0,\0c\0\n\0' > facts.csv
    run score facts.csv
    rejected 1 'got UTF-16LE; save the file as UTF-8. To convert it: iconv -f UTF-16LE -t UTF-8 FILE'
    printf '\0{\0"\0s\0"' > facts.jsonl
    run score facts.jsonl
    rejected 1 'To convert it: iconv -f UTF-16BE -t UTF-8 FILE'
    printf '\xff\xfe{\0"\0' > facts.jsonl
    run score facts.jsonl
    rejected 1 'To convert it: iconv -f UTF-16 -t UTF-8 FILE'
    printf '\x1f\x8b\x08\0\0\0\0\0' > facts.csv
    run score facts.csv
    rejected 1 'It is compressed by gzip: zcat FILE | joyfulprofit score -'
    input=facts.csv run score -
    rejected 1 'zcat FILE | joyfulprofit score -'
}

# No conversion takes it out.
test_a_nul_byte_is_not_told_to_be_converted() {
    facts 'Ac\0me,Globex,2024-01-03T00:00:00Z,meeting,client,1,,,'
    printf '%b\n' "$(cat facts.csv)" > nul.csv
    run score nul.csv
    rejected 1 'nul.csv:2:1: supplier: expected text, got a NUL byte. To take NULs out: tr -d '"'\\000'"' < FILE'
    printf '{"supplier":"Ac\0me"}\n' > facts.jsonl
    run score facts.jsonl
    rejected 1 'facts.jsonl:1:16: expected text, got a NUL byte. To take NULs out'
    printf '{"supplier":"Ac\\u0000me"}\n' > facts.jsonl
    run score facts.jsonl
    rejected 1 'expected text without NUL, got \u0000.'
    ! grep -q iconv err || fail "there is nothing to convert"
}

test_files_that_cannot_be_read_are_an_io_error() {
    run score no-such-file.csv
    rejected 3 'no-such-file.csv: cannot read: No such file or directory'
    mkdir folder.csv
    run score folder.csv
    rejected 3 'folder.csv: cannot read: Is a directory'
    mkdir folder
    run score folder
    rejected 3 'folder: cannot read: Is a directory'
    run score no-such-file
    rejected 3 'no-such-file: cannot read: No such file or directory'
    run score facts.csv --model no-such-model.json
    rejected 3 'no-such-model.json'
    if [ "$(id -u)" -ne 0 ]; then
        facts "$good"
        chmod 000 facts.csv
        run score facts.csv
        rejected 3 'facts.csv: cannot read: Permission denied'
    fi
}

test_a_file_without_facts_is_rejected() {
    facts
    run score facts.csv
    rejected 1 'facts.csv: has no facts'
    run score facts.csv --as-of "$as_of" --format json
    rejected 1 'facts.csv: has no facts'
    : > empty.csv
    run score empty.csv
    rejected 1 'empty.csv'
    : > empty.jsonl
    run score empty.jsonl
    rejected 1 'empty.jsonl: has no facts'
}

test_control_characters_in_errors_are_replaced() {
    run score $'no\033[31msuch\nfile.csv'
    rejected 3 'no?[31msuch?file.csv'
    run $'\033[2J'
    rejected 2 "unknown command '?[2J'"
}

test_warnings_are_told_unless_quiet() {
    printf '%s\n' 'supplier,client,time,kind,actor,mood' 'Acme,Globex,2024-01-02T00:00:00Z,meeting,client,good' > facts.csv
    run score facts.csv
    expect 0 'warning: '
    grep -q mood err || fail "the column is not named"
    run score facts.csv --quiet
    expect 0
    [ ! -s err ] || fail "--quiet says something"
}

# ---- Names and words of the user's own -----------------------------------------------------------

test_columns_and_words_may_be_called_otherwise() {
    facts 'Acme,Globex,2024-01-02T00:00:00Z,meeting,client,60,,,' 'Acme,Globex,2024-01-03T00:00:00Z,rating,client,0.5,pillar.trust,,'
    run score facts.csv --format csv
    cp out expected
    printf '%s\n' 'Account,When,Subject,Direction,Minutes' 'Globex,2024-01-02T00:00:00Z,Visit=long,In,60' \
        'Globex,2024-01-03T00:00:00Z,Survey,In,0.5' ',,Task,,' > export.csv
    local how=(--constant supplier=Acme --column client=Account --column time=When --column kind=Subject
        --column actor=Direction --column value=Minutes --constant item=pillar.trust --kind Visit=long=meeting
        --kind Survey=rating --kind Task= --actor In=client)
    run score export.csv --format csv --quiet "${how[@]}"
    expect 0
    cmp -s out expected || fail "the scores differ"
    echo 'x,y' >> export.csv
    run score export.csv "${how[@]}" --skip-bad bad.csv
    expect 0 'export.csv: 4 rows read = 2 kept + 1 skipped + 1 left out; see bad.csv'
    run explain export.csv "${how[@]}" --skip-bad bad.csv
    expect 0
    printf '%s\n' '{"Account":"Globex","When":"2024-01-02T00:00:00Z","Subject":"Visit=long","Direction":"In","Minutes":60}' \
        '{"Account":"Globex","When":"2024-01-03T00:00:00Z","Subject":"Survey","Direction":"In","Minutes":0.5}' > export.jsonl
    run score export.jsonl --format csv "${how[@]}"
    cmp -s out expected || fail "the scores of JSON Lines differ"
}

test_items_may_be_called_otherwise() {
    local ratings='Acme,Globex,2024-01-03T00:00:00Z,rating,client'
    facts "$good" "$ratings,0.5,pillar.trust,," "$ratings,0.25,pillar.love,,"
    run score facts.csv --format csv
    cp out expected
    facts "$good" "$ratings,0.5,\"Do you trust us, \"\"really\"\"?\",," "$ratings,0.25,1+1=2?,," 'Acme,,,,client,,Anything else?,,'
    run score facts.csv --format csv --item 'Do you trust us, "really"?=pillar.trust' --item '1+1=2?=pillar.love' \
        --item 'Anything else?=' --skip-bad bad.csv
    expect 0 'facts.csv: 4 rows read = 3 kept + 0 skipped + 1 left out; see bad.csv'
    cmp -s out expected || fail "the scores differ"
    run score facts.csv --item 'Anything else?='
    rejected 1 "facts.csv:3:7: item: expected an indicator of the model, got 'Do you trust us"
}

test_names_and_words_that_cannot_be_are_refused() {
    facts "$good"
    run score facts.csv --column client
    rejected 2 "--column expects FIELD=NAME, got 'client'"
    run score facts.csv --constant =x
    rejected 2 "--constant expects FIELD=NAME, got '=x'"
    run score facts.csv --kind Visit
    rejected 2 "--kind expects WORD=MEANING, got 'Visit'"
    run score facts.csv --column custmer=x
    rejected 2 "One of the columns is for 'custmer', but a fact has only supplier"
    run score facts.csv --kind Visit=meetng
    rejected 2 "The word 'Visit' cannot mean the kind 'meetng', which there is not; did you mean 'meeting'?"
    run score facts.csv --actor In=
    rejected 2 "The word 'In' cannot mean the actor '', which there is not."
    run score facts.csv --item 'Trust?=pillar.trus'
    rejected 2 "The word 'Trust?' cannot mean the item 'pillar.trus', which there is not; did you mean 'pillar.trust'?"
    run score facts.csv --item pillar.love=pillar.trust
    rejected 2 "The word 'pillar.love' cannot mean the item 'pillar.trust', since it is an indicator itself."
    run score facts.csv --constant time=yesterday
    rejected 2 "All rows (time): Time 'yesterday' must read"
    run score facts.csv --column client=Account
    rejected 1 "facts.csv:1: column 'Account' (client) is missing"
}

# ---- --skip-bad ---------------------------------------------------------------------------------

test_skip_bad_keeps_the_good_rows_and_its_counts_add_up() {
    facts "$good" 'Acme,Globex,yesterday,meeting,client,1,,,' 'Acme,Globex,2024-01-03T00:00:00Z,call,supplier,15,,,' \
        '=cmd,Globex,2024-01-04T00:00:00Z,meting,client,1,,,' 'Acme,Globex,2024-01-05T00:00:00Z,rating,client,2,pillar.trust,,'
    run score facts.csv --skip-bad bad.csv --format json
    expect 0 'facts.csv: 5 rows read = 2 kept + 3 skipped; see bad.csv'
    check 'assert len(r) == 1 and r[0]["facts"] == 2'
    "$PYTHON" - << 'EOF' || fail "the file of bad rows is not as expected"
import csv
rows = list(csv.DictReader(open("bad.csv", newline="", encoding="utf-8")))
assert [row["line"] for row in rows] == ["3", "5", "6"], rows
assert rows[0]["row"] == "Acme,Globex,yesterday,meeting,client,1,,,", rows
assert rows[1]["row"] == "'=cmd,Globex,2024-01-04T00:00:00Z,meting,client,1,,,", rows
assert all(row["reason"] for row in rows), rows
assert [row["field"] for row in rows] == ["time", "kind", "value"], rows
EOF
    facts "$good" 'Acme,Globex,2024-01-03T00:00:00Z,call,supplier,15,,,'
    run score facts.csv --format json
    cp out expected
    facts "$good" 'Acme,Globex,yesterday,meeting,client,1,,,' 'Acme,Globex,2024-01-03T00:00:00Z,call,supplier,15,,,'
    run score facts.csv --skip-bad bad.csv --format json --quiet
    cmp -s out expected || fail "a skipped row has changed the scores"
    [ ! -s err ] || fail "--quiet says something"
}

test_skip_bad_with_nothing_good_is_rejected() {
    facts 'Acme,Globex,yesterday,meeting,client,1,,,'
    run score facts.csv --skip-bad bad.csv
    expect 1 'facts.csv: has no facts'
    [ ! -s out ] || fail "something was printed"
    [ "$(wc -l < bad.csv)" -eq 2 ] || fail "the bad row is not in bad.csv"
}

test_skip_bad_never_writes_over_the_input() {
    facts "$good"
    cp facts.csv before
    ln -s facts.csv other-name.csv
    run score facts.csv --skip-bad facts.csv
    rejected 2 'would write over the input'
    run score facts.csv --skip-bad other-name.csv
    rejected 2 'would write over the input'
    cmp -s facts.csv before || fail "the input was changed"
}

test_skip_bad_never_writes_over_what_else_is_read_or_written() {
    facts "$good" 'Acme,Globex,yesterday,meeting,client,1,,,'
    "$COMMAND" model show > own.json
    printf 'kind,success,cost\nmeeting,1,2\n' > priors.csv
    cp own.json before
    run score facts.csv --model own.json --skip-bad own.json
    rejected 2 "--skip-bad would write over the model 'own.json'"
    cmp -s own.json before || fail "the model was changed"
    cp priors.csv before
    run next facts.csv --side supplier --priors priors.csv --skip-bad priors.csv
    rejected 2 "--skip-bad would write over the priors 'priors.csv'"
    cmp -s priors.csv before || fail "the priors were changed"
    run score facts.csv --skip-bad out
    expect 2 "--skip-bad would write over the output 'out'"
    run score facts.csv --skip-bad -
    rejected 2 "--skip-bad expects a file, got '-'"
    [ ! -e ./- ] || fail "a file called - was written"
    "$COMMAND" score facts.csv --quiet --skip-bad /dev/stdout 2> err | cat > both
    grep -q '^3,3,time' both || fail "through a pipe the bad row should come: $(cat both err)"
    grep -q '^model default' both || fail "through a pipe the answer should come: $(cat both err)"
}

test_skip_bad_tells_a_full_disk() {
    [ -c /dev/full ] || skip 'there is no /dev/full'
    facts "$good" 'Acme,Globex,yesterday,meeting,client,1,,,'
    run score facts.csv --skip-bad /dev/full
    rejected 3 '/dev/full: cannot write: No space left on device'
}

test_a_name_that_is_not_there_is_told_with_one_like_it() {
    facts 'Acme Ltd,Globex,2024-01-02T00:00:00Z,meeting,client,60,,,' "$good"
    local wrong
    for wrong in '--client globe' '--client GLOBEX' '--supplier acme' '--supplier Globex' '--relationship acme/Globex' \
        '--relationship Globex/Acme' '--supplier Acme --client Globexx'; do
        # shellcheck disable=SC2086
        run explain facts.csv $wrong
        rejected 1 "; did you mean 'Acme/Globex'?"
    done
    run explain "$story" --client 'Medow Clinics'
    rejected 1 "has no relationship of client 'Medow Clinics'; did you mean 'Quickbyte Systems/Meadow Clinics'?"
    run explain "$story" --relationship 'Quikbyte Systems / Medow Clinics'
    rejected 1 "; did you mean 'Quickbyte Systems/Meadow Clinics'?"
    run timeline "$story" --relationship 'Quickbyte Systems / Meadow Clinics' --indicator pilar.trust
    rejected 2 "did you mean 'pillar.trust'?"
    for wrong in '--client x' '--client Initech' '--supplier A' '--relationship Acme/Initech' '--relationship /'; do
        # shellcheck disable=SC2086
        run explain facts.csv $wrong
        rejected 1 'has no relationship'
        ! grep -q 'did you mean' err || fail "nothing is like $wrong: $(cat err)"
    done
    run explain facts.csv --supplier ''
    rejected 1 "has no relationship of supplier ''"
}

# ---- What is scored -----------------------------------------------------------------------------

test_the_default_as_of_is_the_latest_fact() {
    facts "$good" 'B,C,2024-03-04T05:06:07.5Z,meeting,client,60,,,' 'A,C,2024-02-01T00:00:00Z,meeting,client,60,,,'
    run score facts.csv --format json
    expect 0
    check 'assert d["as_of"] == "2024-03-04T05:06:07.500000Z", d["as_of"]'
    run score facts.csv --format json --as-of 2024-02-15T00:00:00+01:00
    check 'assert d["as_of"] == "2024-02-14T23:00:00.000000Z", d["as_of"]
assert [x["facts"] for x in r] == [1, 1, 0], r'
    run score facts.csv --format json --as-of now
    check 'import datetime
then = datetime.datetime.fromisoformat(d["as_of"].replace("Z", "+00:00"))
assert abs((datetime.datetime.now(datetime.timezone.utc) - then).total_seconds()) < 600, then'
}

test_a_relationship_is_found_however_its_ids_are_split() {
    facts 'a/b,c,2024-01-02T00:00:00Z,meeting,client,60,,,' 'x,y/z,2024-01-02T00:00:00Z,meeting,client,60,,,' \
        'p,q,2024-01-02T00:00:00Z,meeting,client,60,,,'
    local pair
    for pair in a/b/c x/y/z p/q; do
        run score facts.csv --relationship "$pair" --format json
        expect 0
        check 'assert [x["supplier"] + "/" + x["client"] for x in r] == [sys.argv[1]], r' "$pair"
    done
    run score facts.csv --relationship q/p
    rejected 1 "has no relationship 'q/p'"
    run score facts.csv --relationship pq
    rejected 2 "--relationship expects SUPPLIER/CLIENT, got 'pq'"
}

# As tables and pages print it.
test_a_relationship_may_be_given_with_blanks_around_the_slash() {
    facts 'a/b,c,2024-01-02T00:00:00Z,meeting,client,60,,,' 'Acme Ltd,Globex,2024-01-02T00:00:00Z,meeting,client,60,,,' \
        'p,q,2024-01-02T00:00:00Z,meeting,client,60,,,' 'p ,q,2024-01-02T00:00:00Z,meeting,client,60,,,'
    local given
    for given in 'Acme Ltd / Globex' 'Acme Ltd /Globex' 'Acme Ltd/  Globex'; do
        run score facts.csv --relationship "$given" --format json
        expect 0
        check 'assert [(x["supplier"], x["client"]) for x in r] == [("Acme Ltd", "Globex")], r'
    done
    run score facts.csv --relationship 'a/b / c' --format json
    check 'assert [x["supplier"] for x in r] == ["a/b"], r'
    run score facts.csv --relationship 'p /q' --format json
    check 'assert [x["supplier"] for x in r] == ["p "], "an exact match comes first"'
    run score facts.csv --relationship 'p / q' --format json
    check 'assert [x["supplier"] for x in r] == ["p"], r'
    run score facts.csv --relationship 'q / p'
    rejected 1 "has no relationship 'q / p'"
}

test_every_relationship_of_a_table_can_be_pasted_back() {
    local name count=0
    facts "A supplier whose name is long enough to be cut anywhere,And a client whose name is no shorter at all,${good#*,*,}" \
        "$good"
    for file in facts.csv "$story"; do
        run score "$file"
        expect 0
        cp out table
        while read -r name; do
            run explain "$file" --relationship "$name"
            expect 0
            count=$((count + 1))
        done < <(sed -nE 's/^([^ ].* \/ .*[^ ]) +(known|unknown|ended) .*/\1/p' table)
    done
    [ "$count" -eq 9 ] || fail "expected 9 relationships in the tables, got $count"
    run robustness facts.csv --draws 64
    expect 0
    grep -q ' A supplier whose name is long enough to be cut anywhere  And a client ' out || fail "the name is cut"
}

test_an_ambiguous_relationship_is_refused_and_can_be_told_apart() {
    facts 'a/b,c,2024-01-02T00:00:00Z,meeting,client,60,,,' 'a,b/c,2024-01-02T00:00:00Z,meeting,client,60,,,'
    run score facts.csv --relationship a/b/c
    rejected 2 "'a' with 'b/c' or 'a/b' with 'c'"
    run score facts.csv --supplier a --client b/c --format json
    expect 0
    check 'assert [(x["supplier"], x["client"]) for x in r] == [("a", "b/c")], r'
}

test_all_of_one_side_can_be_chosen() {
    facts 's,a,2024-01-02T00:00:00Z,meeting,client,60,,,' 's,b,2024-01-02T00:00:00Z,meeting,client,60,,,' \
        't,a,2024-01-02T00:00:00Z,meeting,client,60,,,'
    run score facts.csv --supplier s --format json
    check 'assert [(x["supplier"], x["client"]) for x in r] == [("s", "a"), ("s", "b")], r'
    run score facts.csv --client a --format json
    check 'assert [(x["supplier"], x["client"]) for x in r] == [("s", "a"), ("t", "a")], r'
    run score facts.csv --supplier t --client b
    rejected 1 "has no relationship of supplier 't' with client 'b'"
    run score facts.csv --supplier u
    rejected 1 "has no relationship of supplier 'u'"
    run score facts.csv --client u
    rejected 1 "has no relationship of client 'u'"
    run score facts.csv --client a --relationship s/a
    rejected 2 'does not go with'
}

test_choosing_one_does_not_change_its_score() {
    run score "$story" --format json
    check 'json.dump([x for x in r if x["client"] == "Falk Logistics"], open("one", "w"))'
    run score "$story" --relationship 'Sunrise Payroll/Falk Logistics' --as-of 2024-06-26T12:00:00Z --format json
    check 'assert r == json.load(open("one")), r'
}

# ---- JSON ---------------------------------------------------------------------------------------

test_json_is_one_document_with_every_key() {
    run score "$story" --as-of "$as_of" --format json
    expect 0
    check '
assert list(d) == ["model", "as_of", "relationships"], list(d)
assert list(d["model"]) == ["name", "version", "hash"] and len(d["model"]["hash"]) == 64
assert len(r) == 7
names = [(x["supplier"], x["client"]) for x in r]
assert names == sorted(names), "by name unless told"
number = lambda v: isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v)
for x in r:
    assert list(x) == ["supplier", "client", "status", "facts", "closure", "health", "factors", "dimensions",
        "indicators", "silence", "rhythm", "belief_gap", "empathy", "awareness", "shares",
        "risk_index", "struggle", "authenticity", "endgame", "compromised", "verdict"], list(x)
    assert x["status"] in ("known", "unknown", "ended")
    assert list(x["closure"]) == ["value", "low", "high", "coverage", "equation", "product", "gap"]
    assert list(x["health"]) == ["value", "low", "high", "coverage"]
    assert list(x["factors"]) == ["engage", "excite", "conversation", "caring"]
    assert len(x["dimensions"]) == 13 and len(x["indicators"]) == 53
    assert all(list(v) == ["level", "low", "high", "coverage"] for v in x["dimensions"].values())
    assert all(list(v) == ["level", "uncertainty", "favourable", "adverse"] for v in x["indicators"].values())
    for side in ("client", "supplier"):
        assert list(x["silence"][side]) == ["days", "score", "silent_90"]
        assert list(x["rhythm"][side]) == ["contacts", "last", "mean_gap_days", "answered", "open",
            "response_rate", "median_response_hours", "open_turn_hours"]
        assert x["rhythm"][side]["open"] in (0, 1) and not isinstance(x["rhythm"][side]["open"], bool)
        assert (x["rhythm"][side]["open_turn_hours"] is None) == (x["rhythm"][side]["open"] == 0)
    assert all(number(x[k]) for k in ("risk_index", "struggle", "authenticity", "compromised"))
    assert x["endgame"] in (None, "leaving", "bearing_it", "undecided")
    assert list(x["verdict"]) == ["fulfilling", "value_consensus", "cocreation_negative", "resignation"]
    assert all(list(v) == ["p", "coverage", "answer"] for v in x["verdict"].values())
    for view, keys in (("belief_gap", 7), ("empathy", 4), ("awareness", 4)):
        assert all(len(v) == keys for v in x[view].values())
    assert all(v["state"] in ("agreed_strength", "agreed_weakness", "blind_spot", "undervalued")
               for v in x["belief_gap"].values())
falk = next(x for x in r if x["client"] == "Falk Logistics")
assert set(falk["belief_gap"]) == {"pillar.trust", "pillar.communication", "suffering.client.not_heard",
    "caring.validation"}
assert set(falk["empathy"]) == {"supplier.pillar.trust", "supplier.pillar.communication",
    "supplier.suffering.client.not_heard"}'
    [ "$(wc -l < out)" -eq 9 ] || fail "expected one relationship a line"
}

test_the_shares_add_up_to_what_they_share_out() {
    run score "$story" --as-of "$as_of" --format json
    expect 0
    check '
for x in r:
    shares = x["shares"]
    assert list(shares) == ["closure_by_factor", "closure_by_indicator", "health_by_indicator"], list(shares)
    for name, index in (("closure_by_factor", "closure"), ("closure_by_indicator", "closure"),
                        ("health_by_indicator", "health")):
        assert abs(math.fsum(shares[name].values()) - (x[index]["value"] - 0.5)) < 1e-12, (x["client"], name)
    assert len(shares["closure_by_indicator"]) == 9 and len(shares["health_by_indicator"]) == 50
    assert not any(key.startswith("pledge.") for key in shares["health_by_indicator"])'
}

test_json_says_null_where_a_side_is_not_logged() {
    facts 'A,B,2024-01-02T00:00:00Z,order_placed,client,,,,'
    run score facts.csv --as-of "$as_of" --format json
    check '
x = r[0]
assert x["silence"]["supplier"] == {"days": None, "score": None, "silent_90": False}, x["silence"]
assert x["silence"]["client"]["days"] == 180 and x["silence"]["client"]["silent_90"] is True
q = x["rhythm"]["supplier"]
assert (q["contacts"], q["last"], q["mean_gap_days"], q["response_rate"]) == (0, None, None, None), q
assert x["rhythm"]["client"]["last"] == "2024-01-02T00:00:00.000000Z"
assert x["endgame"] is None'
    facts 'A,B,2024-01-02T00:00:00Z,rating,client,0.5,pillar.trust,,'
    run score facts.csv --format json
    check 'assert r[0]["rhythm"]["reciprocity"] is None, r'
}

test_json_numbers_read_back_to_those_of_the_csv() {
    run score "$story" --as-of "$as_of" --format csv
    cp out scores.csv
    run score "$story" --as-of "$as_of" --format json
    check '
import csv
rows = list(csv.DictReader(open("scores.csv", newline="", encoding="utf-8")))
assert len(rows) == len(r) == 7
for row, x in zip(rows, r):
    assert (row["supplier"], row["client"], row["status"]) == (x["supplier"], x["client"], x["status"])
    for key, value in (("closure", x["closure"]["value"]), ("closure_low", x["closure"]["low"]),
            ("closure_high", x["closure"]["high"]), ("closure_coverage", x["closure"]["coverage"]),
            ("gap", x["closure"]["gap"]), ("equation", x["closure"]["equation"]),
            ("health", x["health"]["value"]), ("health_low", x["health"]["low"]),
            ("health_high", x["health"]["high"]), ("health_coverage", x["health"]["coverage"]),
            ("engage", x["factors"]["engage"]["value"]), ("caring", x["factors"]["caring"]["value"]),
            ("suffering", x["dimensions"]["suffering"]["level"]), ("control", x["dimensions"]["control"]["level"]),
            ("resignation", x["dimensions"]["resignation"]["level"]), ("struggle", x["struggle"]),
            ("risk_index", x["risk_index"]), ("facts", x["facts"]),
            ("client_silence_days", x["silence"]["client"]["days"]),
            ("supplier_silence_days", x["silence"]["supplier"]["days"])):
        assert float(row[key]) == value, (key, row[key], value)
    assert row["client_silent_90"] == str(x["silence"]["client"]["silent_90"]).lower()
    assert (row["as_of"], row["model_hash"]) == (d["as_of"], d["model"]["hash"])
    harms = sorted(((v["level"], k) for k, v in x["indicators"].items() if v["uncertainty"] < 0.8
        and k.split(".")[0] in ("suffering", "control", "resignation") and v["level"] > 0.5), reverse=True)
    assert [k for v, k in harms[:2]] == [row[k] for k in ("worst_1", "worst_2") if row[k]], (harms[:3], row)'
}

test_json_escapes_ids() {
    printf 'supplier,client,time,kind,actor\n"a ""b"" \\","t\tn\033[31m",2024-01-02T00:00:00Z,meeting,client\n' > facts.csv
    run score facts.csv --format json
    expect 0
    check 'assert (r[0]["supplier"], r[0]["client"]) == ("a \"b\" \\", "t\tn\x1b[31m"), r[0]'
    ! grep -q $'\033' out || fail "a control character stands in the document"
}

test_the_worked_answers_come_out_of_the_command() {
    "$PYTHON" "$SOURCE/tests/tools/golden.py" "$COMMAND" "$SOURCE/tests/golden" || exit 1
}

test_the_forecasts_come_out_of_the_command_as_out_of_the_reference() {
    "$PYTHON" -B "$SOURCE/tests/tools/forecasts.py" "$COMMAND" "$SOURCE/tests/golden" || exit 1
}

test_nothing_is_forecast_by_default() {
    printf 'supplier,client,time,kind,actor\nS,C,2024-01-02T00:00:00Z,meeting,client\n' > facts.csv
    run score facts.csv --format json
    expect 0
    check 'assert "quiet" not in r[0] and "divorce" not in r[0], r[0].keys()'
}

test_a_forecast_that_is_refused_says_why() {
    "$PYTHON" - "$SOURCE/model/default.json" > mine.json <<'END'
import json, sys
model = json.load(open(sys.argv[1], encoding="utf-8"))
model["quiet"] = {"a0": 1, "b0_days": 30, "half_life_days": 90}
print(json.dumps(model))
END
    printf 'supplier,client,time,kind,actor\nS,C,2024-01-02T00:00:00Z,meeting,client\n' > facts.csv
    run score facts.csv --format json --model mine.json
    expect 0
    check 'assert r[0]["quiet"]["probability"] is None and "not fitted" not in r[0], r[0]["quiet"]'
    check 'assert "no fitted quiet forecast" in r[0]["quiet"]["reason"], r[0]["quiet"]'
    run explain facts.csv --model mine.json
    expect 0
    grep -q 'no forecast: The model has no fitted quiet forecast' out || fail "the page should say why"
}

# ---- Sorting, CSV, table ------------------------------------------------------------------------

test_the_worst_come_first_in_every_order() {
    local order
    for order in gap health risk silence; do
        run score "$story" --as-of "$as_of" --format json --sort "$order"
        expect 0
        check '
order = sys.argv[1]
key = {"gap": lambda x: x["closure"]["gap"], "health": lambda x: -x["health"]["value"],
       "risk": lambda x: x["risk_index"],
       "silence": lambda x: max(x["silence"][s]["days"] or 0 for s in ("client", "supplier"))}[order]
groups = [x["status"] for x in r]
if order != "silence":
    assert groups == sorted(groups, key=["known", "unknown", "ended"].index), groups
    r = [x for x in r if x["status"] == "known"]
values = [key(x) for x in r]
assert len(values) >= 6 and values == sorted(values, reverse=True), values' "$order"
    done
}

test_top_prints_the_first_of_the_order() {
    run score "$story" --as-of "$as_of" --format json --sort health
    check 'json.dump(r[:2], open("first", "w"))'
    run score "$story" --as-of "$as_of" --format json --top 2
    check 'assert r == json.load(open("first")), "with --top the worst health comes first"'
    run score "$story" --as-of "$as_of" --top 2
    grep -q '^7 relationships: .*; the first 2 shown$' out || fail "the totals are not over all"
}

test_csv_guards_against_formulas() {
    facts '=1+1,-B,2024-01-02T00:00:00Z,meeting,client,60,,,' '"@x, y",C,2024-01-02T00:00:00Z,meeting,client,60,,,'
    run score facts.csv --format csv
    expect 0
    sed -n 2p out | grep -qF "\"'=1+1\",\"'-B\",unknown,1," || fail "the formula stands"
    sed -n 3p out | grep -qF "\"'@x, y\",C,unknown,1," || fail "the formula stands"
}

test_the_table_is_readable_without_a_terminal() {
    COLUMNS=100 run score "$story" --as-of "$as_of"
    expect 0
    [ ! -s err ] || fail "something on standard error"
    ! grep -q $'\033' out || fail "colour without a terminal"
    grep -q '^SUPPLIER / CLIENT ' out || fail "no head"
    grep -q '^Kestrel Legal / Pike Brewery .* unknown   — ' out || fail "unknown does not look unknown"
    "$PYTHON" -c '
import sys
lines = open("out", encoding="utf-8").read().split("\n")
assert max(len(line) for line in lines) <= 100, lines'
}

test_on_a_terminal_there_is_colour_and_its_width() {
    command -v script > /dev/null || skip 'script is not installed'
    TERM=xterm COLUMNS='' script --quiet --return --command "stty cols 180; '$COMMAND' score '$story'" typescript \
        > /dev/null
    grep -q $'\033\\[1m' typescript || fail "no colour on a terminal"
    grep -q 'RISK  WORST' typescript || fail "the width of the terminal is not used"
    TERM=xterm COLUMNS='' NO_COLOR=1 script --quiet --return --command "'$COMMAND' score '$story'" typescript > /dev/null
    ! grep -q $'\033\\[1m' typescript || fail "NO_COLOR is not respected"
}

# ---- One relationship ---------------------------------------------------------------------------

clinic=(--relationship 'Quickbyte Systems/Meadow Clinics')

test_explain_prints_a_page() {
    run explain "$story" "${clinic[@]}"
    expect 0
    [ ! -s err ] || fail "something on standard error"
    local part
    for part in 'Quickbyte Systems / Meadow Clinics' '^known .* 42 facts ' '^closure     0\.' '^health      0\.' \
        "^Most harm on the client's side: bad service (0.85), since 2024-05-02; what helps most: " \
        '^THE EQUATION  (Engage + Excite)' '< holds it down most$' '^TOP HARMS$' '^TOP STRENGTHS$' '^BOTH VIEWS ' \
        'agreed weakness$' "^  the supplier's guess of the client\$" '^FACTS THAT WEIGH MOST' '\[story-91\]$' \
        '\[after story-86\]$'; do
        grep -q -- "$part" out || fail "the page has no $part"
    done
    [ "$(grep -c 'holds it down most' out)" -eq 1 ] || fail "more than one factor is the binding one"
    "$PYTHON" -c '
assert max(len(line) for line in open("out", encoding="utf-8").read().split("\n")) <= 130'
}

test_explain_speaks_german() {
    run explain "$story" "${clinic[@]}" --language de
    expect 0
    grep -q '^Am meisten schmerzt auf der Seite des Kunden: schlechte Leistung (0,85), seit dem 2024-05-02; ' out ||
        fail "no German words"
    grep -q '^GRÖSSTES LEID$' out || fail "no German headings"
    ! grep -qE 'harm|side|since|known|views' out || fail "English in it"
    run explain "$story" "${clinic[@]}" --language fr
    rejected 2 "--language expects one of en, de, got 'fr'"
}

test_explain_in_json_is_the_score_with_its_reasons() {
    run score "$story" "${clinic[@]}" --as-of "$as_of" --format json
    check 'json.dump(r[0], open("score", "w"))'
    run explain "$story" "${clinic[@]}" --as-of "$as_of" --format json
    expect 0
    check '
assert len(r) == 1
x = r[0]
assert list(x)[-3:] == ["leverage", "contributions", "words"], list(x)
score = json.load(open("score"))
assert {key: x[key] for key in score} == score and len(x) == len(score) + 3
for name, index in (("closure", "closure"), ("health", "health")):
    total = math.fsum(c[name] for c in x["contributions"])
    assert abs(total - (x[index]["value"] - 0.5)) < 1e-12, (name, total)
lever = x["leverage"]
assert lever["binding"] == max(lever["one_hundredth"], key=lever["one_hundredth"].get)
assert abs(sum(lever["elasticity"].values()) - 1) < 1e-12
assert list(x["words"]) == ["en", "de"]
assert x["words"]["en"].startswith("Most harm on the client") and x["words"]["de"].startswith("Am meisten schmerzt")
kinds = {"given": 0, "derived": 0, "open": 0}
for c in x["contributions"]:
    kinds[c["type"]] += 1
    assert list(c) == ["type", "kind", "item", "actor", "time", "id", "from", "to", "closure", "health"], list(c)
    assert (c["item"] is not None) == (c["kind"] == "rating")
    assert (c["id"] is not None) == (c["type"] == "given"), c
    assert c["type"] == "given" or c["from"]["id"].startswith("story-"), c
assert all(kinds.values()), kinds'
}

test_next_ranks_and_says_that_it_is_a_what_if() {
    run next "$story" "${clinic[@]}" --side supplier
    expect 0
    grep -q 'A model what-if, not a causal effect\.$' out || fail "it is not labelled"
    grep -q '^  1  Joint working session ' out || fail "another action comes first"
    run next "$story" "${clinic[@]}" --side supplier --format json --as-of "$as_of" --top 3
    expect 0
    "$PYTHON" - << 'EOF' || fail "the document is not as expected"
import json
d = json.load(open("out", encoding="utf-8"))
assert list(d) == ["model", "as_of", "supplier", "client", "side", "horizon_days", "meaning", "count", "actions"], list(d)
assert (d["side"], d["horizon_days"], d["meaning"]) == ("supplier", 14, "model what-if, not a causal effect")
assert len(d["actions"]) == 3 and d["count"] > 20
health = [a["health"] for a in d["actions"]]
assert health == sorted(health, reverse=True) and d["actions"][0]["kind"] != "meeting"
EOF
    run next "$story" "${clinic[@]}"
    rejected 2 'next expects --side client or --side supplier'
}

# The advice of the issue's acceptance: the story's broken relationships are not told to hold one more meeting.
test_a_broken_relationship_is_not_told_to_meet_once_more() {
    local pair
    for pair in 'Quickbyte Systems/Meadow Clinics' 'Vertex Partners/Orion Foods' \
        'Old Mill Printers/Bergmann & Daughters' 'Cedar Analytics/Nomad Travel'; do
        run next "$story" --relationship "$pair" --side supplier --format json
        expect 0
        "$PYTHON" -c '
import json
actions = json.load(open("out", encoding="utf-8"))["actions"]
kinds = [a["kind"] for a in actions]
assert "meeting" in kinds and "meeting" not in kinds[:3], kinds' || fail "$pair is told to meet once more"
    done
}

test_priors_turn_the_ranking() {
    printf 'kind,success,cost\nco_creation,0.1,\nmeeting,1,2\n' > priors.csv
    run next "$story" "${clinic[@]}" --side supplier --priors priors.csv
    expect 0
    grep -q 'CHANCE  COST$' out || fail "chance and cost are not shown"
    ! grep -q '^  1  Joint working session ' out || fail "its small chance does not count"
    local bad
    for bad in 'kind,success' 'kind,success,cost\nmeting,1,1' 'kind,success,cost\nmeeting,2,1' \
        'kind,success,cost\nmeeting,-1,1' 'kind,success,cost\nmeeting,1,-1' 'kind,success,cost\nmeeting,nan,1' \
        'kind,success,cost\nmeeting,1,inf' 'kind,success,cost\nmeeting,x,1' 'kind,success,cost\nmeeting,1,1,1' \
        'kind,success,cost\nmeeting,1,1\nmeeting,1,1' ''; do
        # shellcheck disable=SC2059
        printf "$bad" > bad.csv
        run next "$story" "${clinic[@]}" --side supplier --priors bad.csv
        rejected 1 'bad.csv:'
    done
    printf '\xef\xbb\xbfkind,success,cost\r\nco_creation,0.1,\r\nmeeting,1,2\r\n' > marked.csv
    run next "$story" "${clinic[@]}" --side supplier --priors priors.csv
    cp out plain
    run next "$story" "${clinic[@]}" --side supplier --priors marked.csv
    expect 0
    cmp -s out plain || fail "as a spreadsheet saves it, it says something else"
    run next "$story" "${clinic[@]}" --side supplier --priors no-such-file.csv
    rejected 3 'no-such-file.csv: cannot read: No such file or directory'
}

test_compare_says_what_came_and_what_faded() {
    local pair=(--relationship 'Cedar Analytics/Nomad Travel' --from 2024-01-01T00:00:00Z)
    run compare "$story" "${pair[@]}"
    expect 0
    local part
    for part in '^from 2024-01-01T00:00:00Z to 2024-06-26T12:00:00Z ' '^closure   0\.628 to 0\.413  (-0\.215)$' \
        '^BY FACTOR' '^BY INDICATOR' '^BY FACT,' ' fell silent .* client ' ' faded ' ' came ' ' unanswered '; do
        grep -q -- "$part" out || fail "no $part"
    done
    run compare "$story" "${pair[@]}" --format json
    "$PYTHON" - << 'EOF' || fail "the document is not as expected"
import json, math
d = json.load(open("out", encoding="utf-8"))
assert list(d) == ["model", "as_of", "supplier", "client", "from", "to", "closure", "health", "shares",
                   "contributions"], list(d)
for index, names in (("closure", ("closure_by_factor", "closure_by_indicator")), ("health", ("health_by_indicator",))):
    change = d[index]["change"]
    for name in names:
        assert abs(math.fsum(d["shares"][name].values()) - change) < 1e-12, name
    assert abs(math.fsum(c[index] for c in d["contributions"]) - change) < 1e-12
assert {c["what"] for c in d["contributions"]} == {"came", "faded", "fell_silent", "unanswered", "ended"}
for c in d["contributions"]:
    if c["type"] == "given":
        assert (c["what"] == "came") == (c["time"] > d["from"]), c
EOF
    run compare "$story" --relationship 'Cedar Analytics/Nomad Travel'
    rejected 2 'compare expects --from'
    run compare "$story" "${pair[@]}" --to 2023-01-01T00:00:00Z
    rejected 2 '--from 2024-01-01T00:00:00Z is after --to 2023-01-01T00:00:00Z'
    run compare "$story" "${pair[@]}" --to yesterday
    rejected 2 '--to: '
    run compare "$story" "${pair[@]}" --as-of now
    rejected 2 "unknown option '--as-of'"
}

test_a_timeline_is_the_scores_of_its_moments() {
    local pair=(--relationship 'Cedar Analytics/Nomad Travel')
    run timeline "$story" "${pair[@]}" --indicator pillar.trust --format json
    expect 0
    cp out timeline.json
    run score "$story" "${pair[@]}" --format json --as-of 2024-03-04T10:00:00Z
    check '
line = json.load(open("timeline.json", encoding="utf-8"))
assert list(line) == ["model", "as_of", "supplier", "client", "points", "events"]
points = {p["as_of"]: p for p in line["points"]}
assert len(points) == 11 and list(points) == sorted(points)
p, x = points["2024-03-04T10:00:00.000000Z"], r[0]
assert list(p) == ["as_of", "status", "facts", "closure", "health", "risk_index", "silence_days", "health_change",
                   "closure_change", "levels"], list(p)
assert (p["status"], p["facts"], p["health"], p["risk_index"]) == (x["status"], x["facts"], x["health"], x["risk_index"])
assert p["levels"] == {"pillar.trust": x["indicators"]["pillar.trust"]["level"]}
assert p["silence_days"]["client"] == x["silence"]["client"]["days"]'
    run timeline "$story" "${pair[@]}" --indicator pillar.trust --format csv
    "$PYTHON" - << 'EOF' || fail "the CSV is not as expected"
import csv, json
rows = list(csv.DictReader(open("out", newline="", encoding="utf-8")))
points = json.load(open("timeline.json", encoding="utf-8"))["points"]
assert len(rows) == len(points)
for row, p in zip(rows, points):
    assert row["as_of"] == p["as_of"] and float(row["health"]) == p["health"]["value"]
    assert float(row["pillar.trust"]) == p["levels"]["pillar.trust"]
    assert float(row["closure_change"]) == p["closure_change"]["change"]
EOF
    run timeline "$story" "${pair[@]}" --every 90 --from 2024-01-01T00:00:00Z --to 2024-06-29T00:00:00Z
    expect 0
    [ "$(grep -c '^2024-' out)" -eq 3 ] || fail "expected three moments, the last one once"
    grep -q '^2024-06-29  known .* ↘' out || fail "no trend"
}

test_a_timeline_tells_the_bands_that_it_crosses() {
    local pair=(--relationship 'Cedar Analytics/Nomad Travel' --every 7)
    run model show
    cp out model.json
    run timeline "$story" "${pair[@]}" --format json
    expect 0
    "$PYTHON" - << 'EOF' || fail "the events are not those of the bands"
import json
bands = json.load(open("model.json", encoding="utf-8"))["bands"]
line = json.load(open("out", encoding="utf-8"))
expected, now = [], {}
for p in line["points"]:
    for of in ("health", "closure", "risk_index"):
        edges = [b["minimum"] for b in bands[of]]
        value = p[of] if of == "risk_index" else p[of]["value"]
        if p["status"] == "unknown":
            continue
        if of not in now:
            now[of] = max(i for i, edge in enumerate(edges) if value >= edge)
            continue
        up = max([i for i, edge in enumerate(edges) if value >= edge + bands["hysteresis"]], default=0)
        down = max([i for i, edge in enumerate(edges) if value >= edge - bands["hysteresis"]])
        to = up if up > now[of] else min(down, now[of])
        if to != now[of]:
            expected.append({"of": of, "from": bands[of][now[of]]["id"], "to": bands[of][to]["id"],
                             "as_of": p["as_of"]})
            now[of] = to
assert line["events"] == expected and len(expected) >= 3, (line["events"], expected)
EOF
    run timeline "$story" "${pair[@]}"
    grep -q '  closure: Neither good nor bad → Strained$' out || fail "the text does not tell of closure"
}

test_timelines_that_cannot_be_are_refused() {
    local pair=(--relationship 'Cedar Analytics/Nomad Travel')
    run timeline "$story" "${pair[@]}" --indicator pillar.tryst
    rejected 2 '--indicator: '
    run timeline "$story" "${pair[@]}" --from 2025-01-01T00:00:00Z
    rejected 2 'the first moment, 2025-01-01T00:00:00Z, is after the last'
    run timeline "$story" "${pair[@]}" --every 1 --from 0001-01-01T00:00:00Z
    rejected 2 'more than 100000 moments'
    run timeline "$story" "${pair[@]}" --every 0
    rejected 2 '--every expects a whole number'
}

test_one_relationship_is_expected() {
    local name
    for name in explain 'next --side client' 'compare --from 2024-01-01T00:00:00Z' timeline; do
        # shellcheck disable=SC2086
        run $name "$story"
        rejected 2 "${name%% *} is about one relationship, and 7 are meant; choose one with --relationship"
        # shellcheck disable=SC2086
        run $name "$story" --relationship a/b
        rejected 1 "has no relationship 'a/b'"
        # shellcheck disable=SC2086
        run $name "$story" --relationship a/b --format xml
        rejected 2 '--format expects one of'
    done
}

test_reasons_tell_a_full_disk() {
    [ -c /dev/full ] || skip 'there is no /dev/full'
    local name format
    for name in explain 'next --side client' 'compare --from 2024-01-01T00:00:00Z' timeline; do
        for format in text json; do
            status=0
            # shellcheck disable=SC2086
            "$COMMAND" $name "$story" "${clinic[@]}" --format $format > /dev/full 2> err || status=$?
            : > out
            rejected 3 'standard output: cannot write: No space left on device'
        done
    done
}

test_ids_cannot_steer_the_terminal_from_a_page() {
    facts $'A\033[31m,B,2024-01-02T00:00:00Z,meeting,client,60,,,id\033[2J' "A,B,2024-01-02T00:00:00Z,call,client,60,,,"
    local name
    for name in explain 'next --side client' 'compare --from 2024-01-01T00:00:00Z' timeline; do
        # shellcheck disable=SC2086
        run $name facts.csv --supplier $'A\033[31m'
        expect 0
        grep -qF 'A?[31m / B' out || fail "the name is not shown"
        ! grep -q $'\033' out || fail "a control character is printed"
    done
}

# What docs/explain.md prints is what the command prints.
test_the_output_in_the_docs_is_real() {
    "$PYTHON" - "$SOURCE" "$COMMAND" << 'EOF' || { status=1; : > out; : > err; fail "docs/explain.md is out of date"; }
import pathlib, re, shlex, subprocess, sys
source, command = sys.argv[1:]
text = pathlib.Path(source, "docs", "explain.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```\n\$ joyfulprofit (.*)\n((?:.*\n)*?)```$", text, re.M)
assert len(blocks) == 4, len(blocks)
for line, printed in blocks:
    got = subprocess.run([command, *shlex.split(line)], cwd=source, capture_output=True, encoding="utf-8", check=True)
    assert got.stdout == printed, f"{line}\n{got.stdout}"
german = subprocess.run([command, "explain", "examples/data/story.csv", "--client", "Meadow Clinics", "--language", "de"],
                        cwd=source, capture_output=True, encoding="utf-8", check=True).stdout
assert re.search(r"^> (.*)$", text, re.M).group(1) in german
EOF
}

# ---- Output that fails --------------------------------------------------------------------------

test_a_closed_pipe_is_no_error() {
    local format codes
    for format in table csv json; do
        set +e
        "$COMMAND" score "$SOURCE/examples/data/scms_deliveries.csv" --format "$format" 2> err | head -c 10 > /dev/null
        codes=("${PIPESTATUS[@]}")
        set -e
        status=${codes[0]}
        : > out
        expect 0
        [ ! -s err ] || fail "a closed pipe is complained about"
    done
}

test_a_full_disk_is_an_io_error() {
    [ -c /dev/full ] || skip 'there is no /dev/full'
    local words
    for words in "score $story" "score $story --format csv" "score $story --format json" 'model show' 'help' \
        '--version'; do
        status=0
        # shellcheck disable=SC2086
        "$COMMAND" $words > /dev/full 2> err || status=$?
        : > out
        rejected 3 'standard output: cannot write: No space left on device'
    done
}

test_a_closed_output_is_an_io_error() {
    status=0
    "$COMMAND" score "$story" --skip-bad bad.csv >&- 2> err || status=$?
    : > out
    expect 3 'standard output: cannot write'
    [ "$(cat bad.csv)" = 'line,column,field,reason,row' ] || fail "the table went into the file of bad rows"
}

# ---- Models -------------------------------------------------------------------------------------

test_a_shown_model_is_a_model_with_the_same_hash() {
    run model hash
    expect 0
    grep -qxE '[0-9a-f]{64}' out || fail "no hash"
    local hash
    hash=$(cat out)
    run model show
    expect 0
    "$PYTHON" -m json.tool out > /dev/null || fail "not JSON"
    cp out shown.json
    run model hash shown.json
    [ "$(cat out)" = "$hash" ] || fail "another hash"
    run model check shown.json
    expect 0
    grep -q "^shown.json: valid: .* hash $hash\$" out || fail "the check does not tell the hash"
    run model check "$SOURCE/model/default.json"
    grep -q "$hash" out || fail "model/default.json is another model"
}

test_a_broken_model_is_rejected_with_its_place() {
    run model show
    sed 's/"repeat_q": *[0-9.]*/"repeat_q": 2/' out > broken.json
    ! cmp -s out broken.json || fail "nothing was broken"
    run model check broken.json
    rejected 1 'repeat_q'
    echo '{"name":' > cut.json
    run model check cut.json
    rejected 1 'cut.json:'
    run score "$story" --model broken.json --format json
    rejected 1 'repeat_q'
}

test_a_model_of_ones_own_is_used_and_told() {
    run score "$story" --as-of "$as_of" --format json
    check 'json.dump(d, open("default", "w"))'
    run model show
    sed 's/"gap_tau": *0.25/"gap_tau": 0.5/' out > own.json
    ! cmp -s out own.json || fail "nothing was changed"
    run score "$story" --as-of "$as_of" --format json --model own.json
    expect 0
    check '
old = json.load(open("default"))
assert old["model"]["hash"] != d["model"]["hash"]
changed = [(a["belief_gap"], b["belief_gap"]) for a, b in zip(old["relationships"], r) if a["belief_gap"]]
assert changed and all(a != b for a, b in changed)
assert [x["closure"] for x in old["relationships"]] == [x["closure"] for x in r]'
}

# ---- The data that ships ------------------------------------------------------------------------

test_robustness_ranks_every_relationship_with_its_bounds() {
    run robustness "$story" --draws 8 --format csv
    expect 0
    [ "$(wc -l < out)" -eq 8 ] || fail "expected a head and seven rows"
    [ "$(sed 1d out | cut -d, -f5 | tr '\n' ' ')" = '7 6 5 4 3 2 1 ' ] || fail "not by rank, the last first"
    run robustness "$story" --draws 8 --format csv --top 2
    [ "$(wc -l < out)" -eq 3 ] || fail "expected two rows"
    run robustness "$story" --draws 8 --format csv --relationship 'Cedar Analytics/Nomad Travel'
    [ "$(sed 1d out | cut -d, -f1,5)" = 'Cedar Analytics,4' ] || fail "the rank is not that among all"
    run robustness "$story" --draws 8
    expect 0
    grep -q '^Rank 1 is the best of 7' out || fail "no line about ranks"
    grep -q 'Half-lives of evidence' out || fail "no groups"
}

test_robustness_in_json_has_ranks_indices_and_weights() {
    run robustness "$story" --draws 8 --format json
    expect 0
    check 'assert d["scorings"] == 8 * 12 + 1 and d["model"]["name"] == "default"
assert sorted(x["rank"] for x in r) == [1, 2, 3, 4, 5, 6, 7]
assert all(1 <= x["rank_low"] <= x["rank_high"] <= 7 for x in r)
assert len(d["sensitivities"]) == 10 and all(s["total"] >= 0 for s in d["sensitivities"].values())
assert abs(sum(w["nominal"] for w in d["weights"].values()) - 1) < 1e-12
assert all(0 <= w["effective"] <= 1 for w in d["weights"].values())'
}

test_robustness_is_the_same_from_the_same_seed() {
    run robustness "$story" --draws 16 --seed 5 --format json
    cp out first
    run robustness "$story" --draws 16 --seed 5 --format json
    cmp -s out first || fail "the same seed gave other numbers"
    run robustness "$story" --draws 16 --seed 6 --format json
    ! cmp -s out first || fail "another seed gave the same numbers"
}

test_robustness_needs_two_relationships_and_sensible_draws() {
    run robustness "$story" --draws 65537
    rejected 2 "--draws expects at most 65536, got '65537'"
    run robustness "$story" --seed 0
    rejected 2 '--seed expects a whole number'
    facts 'a,b,2024-01-01T00:00:00Z,meeting,client,60,,,'
    run robustness facts.csv
    rejected 1 'A ranking needs at least two relationships, got 1.'
}

test_the_story_shows_what_its_readme_says() {
    run score "$story" --format json
    check '
of = {x["supplier"]: x for x in r}
most = lambda key: max((x for x in r if x["status"] == "known"), key=key)["supplier"]
level = lambda x, d: x["dimensions"][d]["level"]
assert most(lambda x: x["health"]["value"]) == "Lindqvist Design"
assert all(g["state"] == "agreed_strength" for g in of["Lindqvist Design"]["belief_gap"].values())
assert most(lambda x: level(x, "suffering")) == "Quickbyte Systems"
assert most(lambda x: x["struggle"]) == "Vertex Partners"
assert most(lambda x: level(x, "resignation")) == "Old Mill Printers"
assert (of["Old Mill Printers"]["endgame"], of["Old Mill Printers"]["compromised"]) == ("leaving", 3)
assert [k for k, x in of.items() if any(g["state"] == "blind_spot" for g in x["belief_gap"].values())] == [
    "Sunrise Payroll"]
assert [k for k, x in of.items() if all(s["silent_90"] for s in x["silence"].values())] == ["Cedar Analytics"]
assert [k for k, x in of.items() if x["status"] == "unknown"] == ["Kestrel Legal"]'
    "$PYTHON" "$SOURCE/scripts/make_story.py" again.csv > /dev/null
    cmp -s again.csv "$story" || fail "make_story.py writes another story"
}

test_the_deliveries_are_those_that_the_readme_describes() {
    local data=$SOURCE/examples/data
    grep -q "$(sha256sum "$data/scms_deliveries.csv" | cut -c1-64)" "$data/README.md" || fail "another SHA-256"
    grep -q "$(sha256sum "$story" | cut -c1-64)" "$data/README.md" || fail "another SHA-256 of the story"
    run score "$data/scms_deliveries.csv" --format json
    expect 0
    check '
assert (len(r), len({x["supplier"] for x in r}), len({x["client"] for x in r})) == (361, 73, 43)
assert sum(x["facts"] for x in r) == 14795'
}

test_the_conversion_makes_each_quote_and_order_one_fact() {
    {
        printf 'ID\tPQ #\tPO / SO #\tCountry\tVendor\tPQ First Sent to Client Date\tPO Sent to Vendor Date\t'
        printf 'Scheduled Delivery Date\tDelivered to Client Date\r'
        printf '2\tPQ1\tPO1\tHaiti\t"A, B"\t1/9/13\t2/1/13\t1-Mar-13\t5-Mar-13\r'
        printf '1\tPQ1\tPO1\tHaiti\t"A, B"\t1/9/13\t2/1/13\t1-Mar-13\t27-Feb-13\r'
        printf '3\tPre-PQ Process\tPO2\tHaiti\t"A, B"\tPre-PQ Process\tDate Not Captured\t1-Apr-13\t1-Apr-13\r'
    } > history.csv
    "$PYTHON" "$SOURCE/scripts/convert_scms.py" history.csv facts.csv > out
    diff - facts.csv << 'EOF' || fail "other facts"
supplier,client,time,kind,actor,value,id
"A, B",Haiti,2013-01-09T00:00:00Z,proposal_sent,supplier,,1-quoted
"A, B",Haiti,2013-02-01T00:00:00Z,order_placed,client,,1-ordered
"A, B",Haiti,2013-02-27T00:00:00Z,milestone_delivered,supplier,0,1-delivered
"A, B",Haiti,2013-03-05T00:00:00Z,milestone_delivered,supplier,4,2-delivered
"A, B",Haiti,2013-04-01T00:00:00Z,milestone_delivered,supplier,0,3-delivered
EOF
    run score facts.csv
    expect 0
}

test_the_words_of_the_demo_come_from_the_scores() {
    run model show
    cp out model.json
    run score "$story" --format json
    "$PYTHON" "$SOURCE/scripts/demo_words.py" out model.json > words
    tr -s ' \n' ' ' < words > line
    local sentence
    for sentence in '7 relationships of 7 suppliers and 7 clients' 'The most healthy is Lindqvist Design' \
        'Suffering is highest in Quickbyte Systems' 'In Vertex Partners / Orion Foods both sides fight for control' \
        'Resignation has set in at Old Mill Printers / Bergmann & Daughters; the client looks for another supplier' \
        'Sunrise Payroll / Falk Logistics has 4 blind spots' 'Of Kestrel Legal / Pike Brewery too little is known'; do
        grep -qF "$sentence" line || fail "not said: $sentence"
    done
    run score "$story" --format json --relationship 'Kestrel Legal/Pike Brewery'
    "$PYTHON" "$SOURCE/scripts/demo_words.py" out model.json > words
    ! grep -qE 'healthy|Suffering|blind|control|set in' words || fail "something is said of what is not known"
}

# -------------------------------------------------------------------------------------------------

mkdir -p "$WORK"
rm -rf "${WORK:?}"/*
cd "$WORK"
unset COLUMNS NO_COLOR
status=0
: > out
: > err
declare -F "test_$1" > /dev/null || { echo "there is no test '$1'" >&2; exit 1; }
"test_$1"
echo "$1: ok"
