// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	kobject_set_name(&own, "own%d", 1);
	own.ktype = &own_type;
	return kobject_register(&own);
}

static void g(void)
{
	kobject_unregister(&own);
}
