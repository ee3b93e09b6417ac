// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	nla_strlcpy(text, nla, sizeof(text));
	n = nla_strlcpy(text, nla, sizeof(text));
}
