// SPDX-License-Identifier: GPL-2.0-only
static int own_show(struct seq_file *m, void *v)
{
	int len = 0;

	len = seq_printf(m, "%d\n", 1);
	seq_printf(m, "%d\n", len);
	return seq_printf(m, "end\n");
}
