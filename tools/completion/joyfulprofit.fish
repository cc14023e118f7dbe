# Completion of the joyfulprofit command for fish.
#
# SPDX-License-Identifier: Apache-2.0

complete -c joyfulprofit -f
complete -c joyfulprofit -n __fish_use_subcommand -a score -d 'Score every relationship in a file of facts'
complete -c joyfulprofit -n __fish_use_subcommand -a model -d 'Show, check or hash a model'
complete -c joyfulprofit -n __fish_use_subcommand -a help -d 'Explain a command'
complete -c joyfulprofit -n __fish_use_subcommand -l version -d 'Print the version'

complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l as-of -x -a now -d 'Score as of this moment'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l format -x -a 'table json csv'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l sort -x -a 'gap health risk silence name'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l top -x -d 'Only the first N'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l relationship -x -d 'Only SUPPLIER/CLIENT'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l supplier -x -d 'Only of this supplier'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l client -x -d 'Only of this client'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l model -r -F -d 'A model of your own'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l input-format -x -a 'csv jsonl'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score' -l skip-bad -r -F -d 'Write bad rows to FILE'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score model' -l quiet -d 'Errors only'
complete -c joyfulprofit -n '__fish_seen_subcommand_from score model' -l help -d 'Explain this command'

complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and not __fish_seen_subcommand_from show check hash' \
    -a 'show check hash'
complete -c joyfulprofit -n '__fish_seen_subcommand_from model; and __fish_seen_subcommand_from show check hash' -F
complete -c joyfulprofit -n '__fish_seen_subcommand_from help' -a 'score model'
