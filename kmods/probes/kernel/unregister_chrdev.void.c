// SPDX-License-Identifier: GPL-2.0-only
static void own_exit(void)
{
	int err = unregister_chrdev(own_major, "own");

	if (err < 0)
		pr_info("%d\n", err);
	err = unregister_chrdev(own_major, "other");
	unregister_chrdev(own_major, "third");
}
