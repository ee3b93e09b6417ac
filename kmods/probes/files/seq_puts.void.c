// SPDX-License-Identifier: GPL-2.0-only
static int own_show(struct seq_file *m, void *v)
{
	seq_puts(m, "own");
	return seq_puts(m, "end\n");
}
