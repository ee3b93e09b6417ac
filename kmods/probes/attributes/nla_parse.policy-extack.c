// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	nla_parse(tb, MAX, nla, len, policy);
	nla_parse_nested(tb, MAX, nla, NULL);
}
