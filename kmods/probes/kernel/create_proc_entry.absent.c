// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	struct proc_dir_entry *entry, *other, *third;

	entry = create_proc_entry("a", 0444, NULL);
	if (!entry)
		return -ENOMEM;
	entry->proc_fops = &own_fops;
	other = create_proc_entry("b", 0444, NULL);
	if (other)
		other->proc_fops = &own_fops;
	third = create_proc_entry("c", 0444, NULL);
	if (!third)
		return -ENOMEM;
	third->read_proc = own_read;
	return 0;
}
