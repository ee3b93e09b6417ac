// SPDX-License-Identifier: GPL-2.0-only
static const struct file_operations own_fops = {
	.open = own_open,
	.llseek = no_llseek,
};
