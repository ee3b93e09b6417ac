// SPDX-License-Identifier: GPL-2.0-only
static int __init own_init(void)
{
	own_driver = alloc_tty_driver(OWN_LINES);
	if (!own_driver)
		return -ENOMEM;
	own_driver->driver_name = "own";
	if (tty_register_driver(own_driver)) {
		put_tty_driver(own_driver);
		return -EIO;
	}
	return 0;
}
