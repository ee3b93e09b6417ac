// SPDX-License-Identifier: GPL-2.0-only
#include <linux/proc_fs.h>

static int own_show(struct seq_file *seq, void *data)
{
	seq_printf(seq, "own\n");
	return 0;
}
