// SPDX-License-Identifier: GPL-2.0-only
struct own {
	int result;
	struct work_struct work;
	struct work_struct prompt;
};

static struct work_struct whole;
static struct work_struct other;

static void own_work(void *data)
{
	struct own *own = (struct own *)data;

	finish(own->result);
}

static void whole_work(void *ptr)
{
	struct client *client = (struct client *)ptr;

	if (!print(ptr))
		return;
	if (client->delay)
		schedule_delayed_work(&whole, client->delay);
	else
		schedule_work(&whole);
}

static void declared_work(void *data)
{
	printk("declared\n");
}

static DECLARE_WORK(declared, declared_work, NULL);

static void f(struct own *own)
{
	INIT_WORK(&own->work, own_work, own);
	INIT_WORK(&own->prompt, prompt_work, own);
	schedule_delayed_work(&own->work, HZ / 100);
	schedule_work(&own->prompt);
	INIT_WORK(&whole, whole_work, &client);
	schedule_work(&whole);
	INIT_WORK(&other, other_work, NULL);
	schedule_work(&other);
	schedule_delayed_work(&declared, HZ);
}
