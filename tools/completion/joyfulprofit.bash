# Completion of the joyfulprofit command for bash.
#
# SPDX-License-Identifier: Apache-2.0

_joyfulprofit() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} words=''
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'score explain next compare timeline robustness model help --help --version' -- "$current")
        return
    fi
    case $command:$previous in
        score:--format | robustness:--format) words='table json csv' ;;
        score:--sort) words='gap health risk silence name' ;;
        timeline:--format) words='text json csv' ;;
        explain:--format | next:--format | compare:--format) words='text json' ;;
        explain:--language) words='en de' ;;
        next:--side) words='client supplier' ;;
        *:--input-format) words='csv jsonl' ;;
        *:--as-of | *:--to) words=now ;;
        *:--column | *:--constant)
            words='supplier= client= time= kind= actor= value= item= guess= intensity= recorded= id='
            compopt -o nospace 2> /dev/null
            ;;
        *:--top | *:--relationship | *:--supplier | *:--client | *:--from | *:--every | *:--indicator | *:--draws | *:--seed |
            *:--kind | *:--actor | *:--item) return ;;
        *:--model | *:--skip-bad | *:--priors) ;;
        score:*)
            if [[ $current == -* ]]; then
                words='--as-of --format --sort --top --relationship --supplier --client --model
                    --input-format --column --constant --kind --actor --item --skip-bad --quiet --help'
            fi
            ;;
        explain:* | next:* | compare:* | timeline:* | robustness:*)
            if [[ $current == -* ]]; then
                words='--relationship --supplier --client --format --model --input-format --column --constant
                    --kind --actor --item --skip-bad --quiet --help'
            fi
            case $command:$words in
                explain:--*) words+=' --as-of --language' ;;
                next:--*) words+=' --as-of --side --top --priors' ;;
                compare:--*) words+=' --from --to' ;;
                timeline:--*) words+=' --from --to --every --indicator' ;;
                robustness:--*) words+=' --as-of --draws --seed --top' ;;
            esac
            ;;
        model:model) words='show check hash' ;;
        model:*)
            if [[ $current == -* ]]; then
                words='--quiet --help'
            fi
            ;;
        help:help) words='score explain next compare timeline robustness model' ;;
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
