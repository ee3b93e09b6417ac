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

static struct proc_dir_entry *both, *only;
static char text[80];

static int both_read(char *page, char **start, off_t off, int count, int *eof, void *data)
{
	return sprintf(page, "%s\n", text);
}

static int both_write(struct file *file, const char *buffer, unsigned long count, void *data)
{
	return count;
}

static int only_write(struct file *file, const char *buffer, unsigned long count, void *data)
{
	return count;
}

static int __init begin(void)
{
	both = create_proc_entry("both", 0666, NULL);
	if (both == NULL)
		return -ENOMEM;
	both->data = text;
	both->read_proc = both_read;
	both->write_proc = both_write;
	both->mode = S_IFREG | S_IRUGO;
	both->uid = 0;
	both->gid = 0;
	both->size = 80;
	return 0;
}

static int __init begin_other(void)
{
	only = create_proc_entry("only", 0200, NULL);
	if (only)
		only->write_proc = only_write;
	return 0;
}

static int __init begin_reading(void)
{
	only = create_proc_entry("seen", 0400, NULL);
	if (!only)
		return -ENOMEM;
	only->read_proc = own_read;
	only->data = text;
	return 0;
}
