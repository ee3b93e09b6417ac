// SPDX-License-Identifier: GPL-2.0-only
static int begin(struct dentry *folder)
{
	struct dentry *entry, *other;

	entry = debugfs_create_u32("number", 0644, folder, &number);
	if (!entry) {
		pr_err("no file\n");
		return -ENODEV;
	}
	other = debugfs_create_bool("flag", 0644, folder, &flag);
	entry = debugfs_create_file("file", 0644, folder, NULL, &own_fops);
	if (!entry)
		return -ENODEV;
	return 0;
}
