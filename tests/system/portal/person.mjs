// SPDX-License-Identifier: Apache-2.0
// person.mjs FOLDER_OF_MODULES: one Chromium for a test that drives it a line at a time. Each line on standard input
// is a JSON array, a step below and its arguments; each answer on standard output is what the step returned.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { chromium } = createRequire(process.argv[2] + '/')('playwright-core');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
let page;

const shown = async () => ({ title: await page.title(), text: await page.locator('body').innerText() });

const steps = {
  async open(link, options) {
    if (page) await page.context().close();
    page = await (await browser.newContext({ ...options, ignoreHTTPSErrors: true })).newPage();
    await page.goto(link);
    return shown();
  },
  async type(text) {
    await page.locator('input').fill(text);
    await Promise.all([page.waitForNavigation(), page.locator('button').click()]);
    return shown();
  },
  async picture(path, selector) {
    if (selector) await page.locator(selector).screenshot({ path });
    else await page.screenshot({ path, fullPage: true });
    return path;
  },
  async href() {
    return page.locator('a.button').getAttribute('href');
  },
};

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const [step, ...given] = JSON.parse(line);
    console.log(JSON.stringify(await steps[step](...given)));
  }
} finally {
  await browser.close();
}
