// SPDX-License-Identifier: GPL-2.0-only
static const struct file_operations own_fops = {
	.owner = THIS_MODULE,
	.open = own_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static const struct file_operations both_fops = {
	.open = own_open,
};

static struct file_operations plain_fops = {
	.owner = THIS_MODULE,
	.read = plain_read,
	.write = plain_write,
};

static const struct file_operations write_fops = {
	.write = plain_write,
};

static void f(void)
{
	proc_create("write", 0200, NULL, &write_fops);
	proc_create("plain", 0644, NULL, &plain_fops);
	proc_create("own", 0444, NULL, &own_fops);
	proc_create("both", 0444, NULL, &both_fops);
	register_chrdev(240, "both", &both_fops);
}
