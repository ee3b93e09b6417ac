// SPDX-License-Identifier: GPL-2.0-only
#include <linux/i2c.h>

static int chip_probe(struct i2c_client *client, const struct i2c_device_id *id)
{
	return start(client);
}

static int many_probe(struct i2c_client *client,
		      const struct i2c_device_id *which)
{
	return start_as(client, which->driver_data);
}

static struct i2c_driver chip_driver = {
	.probe = chip_probe,
};

static struct i2c_driver many_driver = {
	.probe = many_probe,
};
