/*
 * main.c - the joyfulprofit command: finds the subcommand and runs it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <joyfulprofit/version.h>

#include "command.h"
#include "near.h"
#include "output.h"

static const command *const commands[] = {
    &score_command,
    &explain_command,
    &next_command,
    &compare_command,
    &timeline_command,
    &robustness_command,
    &model_command,
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static exit_status print_overview(console *con)
{
    static output out; /* static for its size */
    output_open(&out, STDOUT_FILENO);
    output_text(&out, "usage: joyfulprofit COMMAND [options]\n\n"
                      "Facts in, gap out: how the relationships of clients and suppliers stand.\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        output_format(&out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    output_text(&out, "  help       explain a command: joyfulprofit help score\n\n"
                      "  --version  print the version\n\n"
                      "Exit status: 0 fine, 1 data rejected, 2 wrong usage, 3 reading or writing failed.\n");
    return output_close(&out, con, "standard output");
}

static exit_status unknown_command(console *con, const char *name)
{
    nearest n = nearest_to(name, strlen(name));
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        nearest_try(&n, commands[i]->name);
    nearest_try(&n, "help");
    if (n.name != NULL)
        console_error(con, "unknown command '%s'; did you mean '%s'?", name, n.name);
    else
        console_error(con, "unknown command '%s'; see joyfulprofit help", name);
    return STATUS_USAGE;
}

static exit_status help(console *con, int argc, char **argv)
{
    if (argc < 2)
        return print_overview(con);
    const command *about = find_command(argv[1]);
    return about != NULL ? print_text(con, about->usage) : unknown_command(con, argv[1]);
}

/* If standard input, output or error is closed, the next file opened would take its place, and what
 * is meant for one would end up in the other. */
static void fill_standard_streams(void)
{
    static const int modes[] = { O_RDONLY, O_RDONLY, O_WRONLY }; /* so that writing output fails */
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            if (open("/dev/null", modes[fd]) != fd)
                _exit(STATUS_IO);
}

/* argv[0] is the command's own name. */
static exit_status run(console *con, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--") == 0) {
        argc--;
        argv++;
    }
    if (argc < 2) {
        console_error(con, "expected a command; see joyfulprofit help");
        return STATUS_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(con, argc - 1, argv + 1);
    if (strcmp(name, "--version") == 0)
        return print_text(con, "joyfulprofit " JP_VERSION_STRING "\n");
    const command *chosen = find_command(name);
    return chosen != NULL ? chosen->run(con, argc - 1, argv + 1) : unknown_command(con, name);
}

int main(int argc, char **argv)
{
    console con;
    fill_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen as EPIPE by the output */
    console_init(&con);
    return (int)run(&con, argc, argv);
}
