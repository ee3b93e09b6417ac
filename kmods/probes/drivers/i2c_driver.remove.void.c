// SPDX-License-Identifier: GPL-2.0-only
#include <linux/i2c.h>

static int probe_remove(struct i2c_client *device)
{
	int error = release_all(device);

	if (error)
		return error;
	if (!device)
		return -EINVAL;
	return 0;
}

static struct i2c_driver probe_driver = {
	.remove = probe_remove,
};

static int other_remove(struct i2c_client *device)
{
	return unregister_it(device);
}

static struct i2c_driver other_driver = {
	.driver = { .name = "other" },
	.remove = other_remove,
};
