// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	cls = class_create(THIS_MODULE, "own");
}
