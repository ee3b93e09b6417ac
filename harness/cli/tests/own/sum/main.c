// SPDX-License-Identifier: MIT OR Apache-2.0
#include <stdio.h>
#include <stdlib.h>

int sum(int a, int b);

int main(int argc, char **argv)
{
	if (argc != 3)
		return 1;
	printf("%d\n", sum(atoi(argv[1]), atoi(argv[2])));
	return 0;
}
