// SPDX-License-Identifier: GPL-2.0-only
struct own {
	time_t begun;
};

static time_t own_age(struct own *own, time_t now)
{
	time_t age = now - own->begun;

	return (time_t)age;
}
