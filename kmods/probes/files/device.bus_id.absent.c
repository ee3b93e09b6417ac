// SPDX-License-Identifier: GPL-2.0-only
static struct device hub = {
	.bus_id = "hub",
	.release = let_go,
};

static void f(struct device *dev)
{
	snprintf(dev->bus_id, BUS_ID_SIZE, "own%d", 1);
	printk("%s\n", dev->bus_id);
}

static struct platform_device own_platform = {
	.name = "own",
	.dev = {
		.bus_id = "own0",
		.release = own_release,
	},
};
