// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	if (!access_ok(VERIFY_WRITE, to, count))
		return -EFAULT;
	return access_ok(VERIFY_READ, from, count);
}
