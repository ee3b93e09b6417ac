// SPDX-License-Identifier: MIT OR Apache-2.0
/* Prints its arguments and what the module says; ends with the number of arguments. */
#include <stdio.h>

int main(int argc, char **argv)
{
	FILE *file = fopen("/sys/module/hello/parameters/asked", "r");
	int i, asked = -1;

	if (file && fscanf(file, "%d", &asked) != 1)
		asked = -2;
	printf(GREETING " %d", asked);
	for (i = 1; i < argc; i++)
		printf(" %s", argv[i]);
	putchar('\n');
	fprintf(stderr, "%d\n", argc - 1);
	return argc - 1;
}
