// SPDX-License-Identifier: GPL-2.0-only
struct own {
	struct work_struct work;
};

static void own_work(void *data)
{
	struct own *own = data;

	use(own);
}

static void bare_work(void *data)
{
	printk("bare\n");
}

static DECLARE_WORK(declared, bare_work, NULL);

static void f(struct own *own)
{
	INIT_WORK(&own->work, own_work, own);
	INIT_WORK(&bare, bare_work, NULL);
}
