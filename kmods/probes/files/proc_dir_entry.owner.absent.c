// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	struct proc_dir_entry *entry = proc_mkdir("own", NULL);

	if (entry)
		entry->owner = THIS_MODULE;
}
