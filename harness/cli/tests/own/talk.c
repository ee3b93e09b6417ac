// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Prints its arguments and what the module says; ends with the number of arguments. With --until FILE it
 * waits until something stands in that file, says what, and goes on waiting.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void leave(int signal)
{
	(void)signal;
	_exit(3);
}

static int until(const char *path)
{
	char word[32];
	FILE *file;

	signal(SIGUSR1, leave);
	puts("ready");
	fflush(stdout);
	for (;;) {
		file = fopen(path, "r");
		if (file && fscanf(file, "%31s", word) == 1)
			break;
		if (file)
			fclose(file);
		usleep(10000);
	}
	printf("heard %s\n", word);
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	FILE *file;
	int i, asked = -1;

	if (argc == 3 && !strcmp(argv[1], "--until"))
		return until(argv[2]);
	file = fopen("/sys/module/hello/parameters/asked", "r");
	if (file && fscanf(file, "%d", &asked) != 1)
		asked = -2;
	printf(GREETING " %d", asked);
	for (i = 1; i < argc; i++)
		printf(" %s", argv[i]);
	putchar('\n');
	fprintf(stderr, "%d\n", argc - 1);
	return argc - 1;
}
