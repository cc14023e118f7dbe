#compdef joyfulprofit
# Completion of the joyfulprofit command for zsh.
#
# SPDX-License-Identifier: Apache-2.0

_joyfulprofit() {
    local context state state_descr line
    typeset -A opt_args
    _arguments -C \
        '(- *)--version[print the version]' \
        '(- *)--help[list the commands]' \
        '1:command:((score\:"score every relationship in a file of facts" explain\:"say why one relationship stands as it does" next\:"rank what one side can do next" compare\:"say what changed between two moments" timeline\:"one relationship at many moments" robustness\:"how far a ranking hangs on the model" model\:"show, check or hash a model" help\:"explain a command"))' \
        '*::argument:->arguments'
    [[ $state == arguments ]] || return
    case $words[1] in
        score)
            _arguments \
                '--as-of[score as of this moment]:time:(now)' \
                '--format[of what is printed]:format:(table json csv)' \
                '--sort[worst first]:order:(gap health risk silence name)' \
                '--top[only the first]:number:' \
                '(--supplier --client)--relationship[only this one]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[only of this supplier]:supplier:' \
                '(--relationship)--client[only of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        explain)
            _arguments \
                '--as-of[score as of this moment]:time:(now)' \
                '--format[of what is printed]:format:(text json)' \
                '--language[of the text]:language:(en de)' \
                '(--supplier --client)--relationship[the one that is meant]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[of this supplier]:supplier:' \
                '(--relationship)--client[of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        next)
            _arguments \
                '--as-of[score as of this moment]:time:(now)' \
                '--side[who asks]:side:(client supplier)' \
                '--top[only the first]:number:' \
                '--priors[chances and costs]:file:_files' \
                '--format[of what is printed]:format:(text json)' \
                '(--supplier --client)--relationship[the one that is meant]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[of this supplier]:supplier:' \
                '(--relationship)--client[of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        compare)
            _arguments \
                '--from[the earlier moment]:time:' \
                '--to[the later moment]:time:(now)' \
                '--format[of what is printed]:format:(text json)' \
                '(--supplier --client)--relationship[the one that is meant]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[of this supplier]:supplier:' \
                '(--relationship)--client[of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        robustness)
            _arguments \
                '--as-of[score as of this moment]:time:(now)' \
                '--format[of what is printed]:format:(table json csv)' \
                '--draws[how many models are drawn]:number:' \
                '--seed[of the draws]:number:' \
                '--top[only the first]:number:' \
                '(--supplier --client)--relationship[only this one]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[only of this supplier]:supplier:' \
                '(--relationship)--client[only of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        timeline)
            _arguments \
                '--from[the first moment]:time:' \
                '--to[the last moment]:time:(now)' \
                '--every[between moments]:days:' \
                '*--indicator[its level too]:id:' \
                '--format[of what is printed]:format:(text json csv)' \
                '(--supplier --client)--relationship[the one that is meant]:SUPPLIER/CLIENT:' \
                '(--relationship)--supplier[of this supplier]:supplier:' \
                '(--relationship)--client[of this client]:client:' \
                '--model[a model of your own]:file:_files -g "*.json"' \
                '--input-format[of FACTS]:format:(csv jsonl)' \
                '*--column[where a field stands]:FIELD=NAME:' \
                '*--constant[what all rows have]:FIELD=TEXT:' \
                '*--kind[what a word means]:WORD=KIND:' \
                '*--actor[whom a word means]:WORD=ACTOR:' \
                '*--item[what a word means]:WORD=INDICATOR:' \
                '--skip-bad[write bad rows to]:file:_files' \
                '--quiet[errors only]' \
                '(- *)--help[explain this command]' \
                '1:facts:_files -g "*.(csv|jsonl|ndjson)"'
            ;;
        model)
            _arguments '--quiet[errors only]' '(- *)--help[explain this command]' \
                '1:action:(show check hash)' '2:file:_files -g "*.json"'
            ;;
        help)
            _arguments '1:command:(score explain next compare timeline robustness model)'
            ;;
    esac
}

_joyfulprofit "$@"
