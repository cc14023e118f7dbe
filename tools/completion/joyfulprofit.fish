# Completion of the joyfulprofit command for fish.
#
# SPDX-License-Identifier: Apache-2.0

complete -c joyfulprofit -f
complete -c joyfulprofit -n __fish_use_subcommand -a score -d 'Score every relationship in a file of facts'
complete -c joyfulprofit -n __fish_use_subcommand -a explain -d 'Say why one relationship stands as it does'
complete -c joyfulprofit -n __fish_use_subcommand -a next -d 'Rank what one side can do next'
complete -c joyfulprofit -n __fish_use_subcommand -a compare -d 'Say what changed between two moments'
complete -c joyfulprofit -n __fish_use_subcommand -a timeline -d 'One relationship at many moments'
complete -c joyfulprofit -n __fish_use_subcommand -a robustness -d 'How far a ranking hangs on the model'
complete -c joyfulprofit -n __fish_use_subcommand -a model -d 'Show, check or hash a model'
complete -c joyfulprofit -n __fish_use_subcommand -a help -d 'Explain a command'
complete -c joyfulprofit -n __fish_use_subcommand -l version -d 'Print the version'

complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next robustness' -l as-of -x -a now -d 'Score as of this moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score robustness' -l format -x -a 'table json csv'
complete -c joyfulprofit -n '__fish_seen_subcommand_from explain next compare' -l format -x -a 'text json'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l format -x -a 'text json csv'
complete -c joyfulprofit -n '__fish_seen_subcommand_from explain' -l language -x -a 'en de'
complete -c joyfulprofit -n '__fish_seen_subcommand_from next' -l side -x -a 'client supplier' -d 'Who asks'
complete -c joyfulprofit -n '__fish_seen_subcommand_from next' -l priors -r -F -d 'Chances and costs of actions'
complete -c joyfulprofit -n '__fish_seen_subcommand_from compare timeline' -l from -x -d 'The first moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from compare timeline' -l to -x -a now -d 'The last moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from robustness' -l draws -x -d 'How many models are drawn'
complete -c joyfulprofit -n '__fish_seen_subcommand_from robustness' -l seed -x -d 'Of the draws'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l every -x -d 'Days between moments'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l indicator -x -d 'Its level too'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l sort -x -a 'gap health risk silence name'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score next robustness' -l top -x -d 'Only the first N'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l relationship -x -d 'Only SUPPLIER/CLIENT'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l supplier -x -d 'Only of this supplier'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l client -x -d 'Only of this client'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l model -r -F -d 'A model of your own'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l input-format -x -a 'csv jsonl'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l column -x -d 'FIELD=NAME: where a field stands'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l constant -x -d 'FIELD=TEXT: what all rows have'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l kind -x -d 'WORD=KIND: what a word means'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l actor -x -d 'WORD=ACTOR: whom a word means'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l item -x -d 'WORD=INDICATOR: what a word means'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness' -l skip-bad -r -F -d 'Write bad rows to FILE'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness model' -l quiet -d 'Errors only'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline robustness model' -l help -d 'Explain this command'

complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and not __fish_seen_subcommand_from show check hash' \
    -a 'show check hash'
complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and __fish_seen_subcommand_from show check hash' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from help' -a 'score explain next compare timeline robustness model'
