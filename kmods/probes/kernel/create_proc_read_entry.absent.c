// SPDX-License-Identifier: GPL-2.0-only
static int own_read(char *page, char **start, off_t off, int count, int *eof, void *data)
{
	return sprintf(page, "own\n");
}

static void f(void)
{
	create_proc_read_entry("own", 0444, NULL, own_read, NULL);
}
