// SPDX-License-Identifier: GPL-2.0-only
#include <linux/i2c.h>

static int start(struct own *own)
{
	own->client = i2c_new_device(own->adapter, &board);
	if (!own->client)
		return -ENODEV;
	i2c_new_device(own->adapter, &other);
	return 0;
}
