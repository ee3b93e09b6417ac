// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = nlmsg_parse(nlh, 4, tb, MAX, policy);
	err = nlmsg_validate(nlh, 4, MAX, policy);
}
