# Completion of the joyfulprofit command for fish.
#
# SPDX-License-Identifier: Apache-2.0

complete -c joyfulprofit -f
complete -c joyfulprofit -n __fish_use_subcommand -a score -d 'Score every relationship in a file of facts'
complete -c joyfulprofit -n __fish_use_subcommand -a explain -d 'Say why one relationship stands as it does'
complete -c joyfulprofit -n __fish_use_subcommand -a next -d 'Rank what one side can do next'
complete -c joyfulprofit -n __fish_use_subcommand -a compare -d 'Say what changed between two moments'
complete -c joyfulprofit -n __fish_use_subcommand -a timeline -d 'One relationship at many moments'
complete -c joyfulprofit -n __fish_use_subcommand -a model -d 'Show, check or hash a model'
complete -c joyfulprofit -n __fish_use_subcommand -a help -d 'Explain a command'
complete -c joyfulprofit -n __fish_use_subcommand -l version -d 'Print the version'

complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next' -l as-of -x -a now -d 'Score as of this moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l format -x -a 'table json csv'
complete -c joyfulprofit -n '__fish_seen_subcommand_from explain next compare' -l format -x -a 'text json'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l format -x -a 'text json csv'
complete -c joyfulprofit -n '__fish_seen_subcommand_from explain' -l language -x -a 'en de'
complete -c joyfulprofit -n '__fish_seen_subcommand_from next' -l side -x -a 'client supplier' -d 'Who asks'
complete -c joyfulprofit -n '__fish_seen_subcommand_from next' -l priors -r -F -d 'Chances and costs of actions'
complete -c joyfulprofit -n '__fish_seen_subcommand_from compare timeline' -l from -x -d 'The first moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from compare timeline' -l to -x -a now -d 'The last moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l every -x -d 'Days between moments'
complete -c joyfulprofit -n '__fish_seen_subcommand_from timeline' -l indicator -x -d 'Its level too'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l sort -x -a 'gap health risk silence name'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score next' -l top -x -d 'Only the first N'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l relationship -x -d 'Only SUPPLIER/CLIENT'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l supplier -x -d 'Only of this supplier'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l client -x -d 'Only of this client'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l model -r -F -d 'A model of your own'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l input-format -x -a 'csv jsonl'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline' -l skip-bad -r -F -d 'Write bad rows to FILE'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline model' -l quiet -d 'Errors only'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score explain next compare timeline model' -l help -d 'Explain this command'

complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and not __fish_seen_subcommand_from show check hash' \
    -a 'show check hash'
complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and __fish_seen_subcommand_from show check hash' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from help' -a 'score explain next compare timeline model'
