// SPDX-License-Identifier: GPL-2.0-only
#include <linux/device.h>
#include <linux/firmware.h>
#include <linux/kmod.h>
#include <linux/module.h>

#define ALGORITHMS 38

static int read_firmware(void)
{
	struct device *device = root_device_register("asker");
	const struct firmware *firmware;
	int error;

	if (IS_ERR(device))
		return PTR_ERR(device);
	error = request_firmware(&firmware, "acme/asker.fw", device);
	if (!error) {
		pr_info("a_asker: firmware `%.*s`\n", (int)firmware->size, firmware->data);
		release_firmware(firmware);
	}
	root_device_unregister(device);
	return error;
}

static int __init asker_init(void)
{
	int error = request_module("asked-by-%s", "alias");

	if (!error)
		error = request_module("net-pf-%d", ALGORITHMS);
	if (error) {
		pr_err("a_asker: request_module: %d\n", error);
		return -ENXIO;
	}
	return read_firmware();
}

static void __exit asker_exit(void)
{
}

module_init(asker_init);
module_exit(asker_exit);
MODULE_DESCRIPTION("asks for another module, one of the kernel's, and firmware");
MODULE_FIRMWARE("acme/asker.fw");
MODULE_LICENSE("GPL");
