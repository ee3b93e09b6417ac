// SPDX-License-Identifier: GPL-2.0-only
#include <linux/platform_device.h>

static int probe_remove(struct platform_device *device)
{
	int error = release_all(device);

	if (error)
		return error;
	if (!device)
		return -EINVAL;
	return 0;
}

static struct platform_driver probe_driver = {
	.remove = probe_remove,
};

static int other_remove(struct platform_device *device)
{
	return unregister_it(device);
}

static struct platform_driver other_driver = {
	.driver = { .name = "other" },
	.remove = other_remove,
};
