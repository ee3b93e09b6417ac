// SPDX-License-Identifier: GPL-2.0-only
static void own_exit(void)
{
	put_tty_driver(own_driver);
}
