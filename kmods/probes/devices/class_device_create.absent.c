// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	class_device_create(cls, NULL, MKDEV(240, 0), parent, "own%d", 0);
	class_device_destroy(cls, MKDEV(240, 0));
}
