// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	nf_register_hook(&own_ops);
	nf_unregister_hook(&own_ops);
}
