// SPDX-License-Identifier: GPL-2.0-only
static int own_exit(void)
{
	int err;

	err = misc_deregister(&own_device);
	if (misc_deregister(&other_device) < 0)
		return 1;
	misc_deregister(&own_third);
	return misc_deregister(&own_last);
}
