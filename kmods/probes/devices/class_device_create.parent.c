// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	class_device_create(cls, MKDEV(240, 0), NULL, "own%d", 0);
}
