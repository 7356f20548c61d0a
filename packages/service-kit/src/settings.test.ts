import { describe, expect, it } from 'vitest';
import { numberSetting, SettingError } from './settings.ts';

describe('numberSetting', () => {
  it('takes the value, or the fallback where there is none', () => {
    expect(numberSetting({ PORT: '8080' }, 'PORT', 1)).toBe(8080);
    expect(numberSetting({ PORT: '' }, 'PORT', 1)).toBe(1);
    expect(numberSetting({}, 'PORT', 1)).toBe(1);
  });

  it.each(['80a', '-1', '70000', 'NaN'])('refuses %s and says what it expected', (value) => {
    const read = () => numberSetting({ PORT: value }, 'PORT', 1, { max: 65_535 });
    expect(read).toThrow(SettingError);
    expect(read).toThrow('expected a number from 0 to 65535');
  });
});
