// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	device_create(cls, NULL, MKDEV(240, 0), NAME);
	device_create(cls, NULL, MKDEV(240, 1), "own%d", 1);
	device_create(cls, NULL, MKDEV(240, 2), NULL, "own%d", 2);
}
