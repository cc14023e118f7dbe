# Completion of the joyfulprofit command for bash.
#
# SPDX-License-Identifier: Apache-2.0

_joyfulprofit() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} words=''
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'score model help --help --version' -- "$current")
        return
    fi
    case $command:$previous in
        score:--format) words='table json csv' ;;
        score:--sort) words='gap health risk silence name' ;;
        score:--input-format) words='csv jsonl' ;;
        score:--as-of) words=now ;;
        score:--top | score:--relationship | score:--supplier | score:--client) return ;;
        score:--model | score:--skip-bad) ;;
        score:*)
            if [[ $current == -* ]]; then
                words='--as-of --format --sort --top --relationship --supplier --client --model
                    --input-format --skip-bad --quiet --help'
            fi
            ;;
        model:model) words='show check hash' ;;
        model:*)
            if [[ $current == -* ]]; then
                words='--quiet --help'
            fi
            ;;
        help:help) words='score model' ;;
        *) return ;;
    esac
    if [ -n "$words" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}

complete -F _joyfulprofit joyfulprofit
