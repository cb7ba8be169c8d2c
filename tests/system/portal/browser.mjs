// SPDX-License-Identifier: Apache-2.0
// browser.mjs JSON: walks the enrolment page in a real Chromium as the JSON says, and prints as JSON what was seen.
import { createRequire } from 'node:module';

const plan = JSON.parse(process.argv[2]);
const { chromium } = createRequire(plan.modules + '/')('playwright-core');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** In the page: each text whose contrast with what is behind it is below WCAG's 4.5 to 1. */
function lowContrast() {
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parts(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.body.querySelectorAll('*')].filter(own).filter((element) => {
    const [a, b] = [luminance(parts(getComputedStyle(element).color)), luminance(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((element) => element.outerHTML.slice(0, 80));
}

/** In the page: what a person would trip over. */
function layout() {
  const small = [...document.querySelectorAll('button, .button, input')].filter((e) => e.getBoundingClientRect().height < 44);
  return { tooWide: document.documentElement.scrollWidth > innerWidth, small: small.map((e) => e.outerHTML.slice(0, 80)) };
}

async function look(page, seen, name) {
  if (plan.pictures) await page.screenshot({ path: `${plan.folder}/${seen.name}-${name}.png`, fullPage: true });
  seen.pages.push({
    name, title: await page.title(), tree: await page.locator('body').ariaSnapshot(), ...(await page.evaluate(layout)),
    lowContrast: await page.evaluate(lowContrast), background: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
  });
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);

/** A page that has come may give its field the focus a moment later. */
async function fieldHasFocus(page) {
  for (let tries = 0; tries < 500; ++tries) {
    if (await page.evaluate(() => document.activeElement.tagName) === 'INPUT') return;
    await page.waitForTimeout(20);
  }
  throw new Error('no field has the focus');
}

/** Types into what has the focus and presses Enter; waits for the page that comes. */
async function answer(page, text) {
  await fieldHasFocus(page);
  await page.keyboard.type(text);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

/** The keyboard alone, from the link to the backup codes. */
async function walk(browser, view) {
  const context = await browser.newContext({ ...view.options, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const seen = { name: view.name, pages: [], complaints: [], focus: [] };
  page.on('console', (message) => seen.complaints.push(message.text()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  await page.goto(view.link);
  await look(page, seen, '1-link');
  seen.focus.push(await focused(page));
  await answer(page, '0000');
  await look(page, seen, '2-wrong');
  seen.focus.push(await focused(page));
  await answer(page, plan.confirmation);
  await look(page, seen, '3-key');
  await page.locator('svg.qr').screenshot({ path: `${plan.folder}/${view.name}-qr.png` });
  seen.href = await page.locator('a.button').getAttribute('href');
  seen.button = await page.evaluate(() => getComputedStyle(document.querySelector('button')).backgroundColor);
  for (let stop = 0; stop < 3; ++stop) {
    await page.keyboard.press('Tab');
    seen.focus.push(await focused(page));
  }
  await page.keyboard.press('Shift+Tab');
  await answer(page, plan.code);
  await look(page, seen, '4-codes');
  seen.codes = await page.locator('.codes li').allTextContents();
  await page.goto(view.link);
  await answer(page, plan.confirmation);
  await look(page, seen, '5-refused');
  await context.close();
  return seen;
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
try {
  const walks = [];
  for (const view of plan.views) walks.push(await walk(browser, view));
  console.log(JSON.stringify(walks));
} finally {
  await browser.close();
}
