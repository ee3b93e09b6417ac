// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * kref-hammer - several processes that take and drop references to devmodel's
 * object at the same time.
 *
 * Usage: kref-hammer PROCESSES ROUNDS
 *
 * Each process writes `get`, lets others run, and writes `put`, ROUNDS times.
 * Prints `GETS gets and puts by PROCESSES processes`.
 *
 * Exit codes: 0 all went well, 1 usage, 2 fork() or open() failed, 3 a write
 * failed; its errno is on stderr.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>

#include "client.h"
#include "devmodel/devmodel.h"

static void tell(int fd, const char *command)
{
	if (write(fd, command, 3) != 3)
		die(CLIENT_SEND, command, errno);
}

static int hammer(unsigned long rounds)
{
	int fd = open(DEVMODEL_CONTROLS "/object", O_WRONLY);

	if (fd < 0)
		die(CLIENT_SOCKET, "open", errno);
	while (rounds--) {
		tell(fd, "get");
		sched_yield();
		tell(fd, "put");
	}
	return CLIENT_OK;
}

int main(int argc, char **argv)
{
	unsigned long processes = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	unsigned long rounds = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	unsigned long i;
	int status, worst = CLIENT_OK;

	if (!processes || processes > 64 || !rounds) {
		fprintf(stderr, "usage: %s PROCESSES ROUNDS\n", argv[0]);
		return CLIENT_USAGE;
	}
	for (i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die(CLIENT_SOCKET, "fork", errno);
		if (!pid)
			_exit(hammer(rounds));
	}
	while (wait(&status) > 0) {
		if (!WIFEXITED(status) || WEXITSTATUS(status) > worst)
			worst = WIFEXITED(status) ? WEXITSTATUS(status)
						  : CLIENT_SEND;
	}
	if (worst == CLIENT_OK)
		printf("%lu gets and puts by %lu processes\n",
		       processes * rounds, processes);
	return worst;
}
