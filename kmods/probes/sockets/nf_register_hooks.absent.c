// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	nf_register_hooks(own_ops, ARRAY_SIZE(own_ops));
	nf_unregister_hooks(own_ops, ARRAY_SIZE(own_ops));
}
