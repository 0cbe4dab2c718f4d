/** Packages whose purpose is random numbers. Each claim was read in, and where it says so run with, the version named. */
import type { Api, Creation, Library, SeedSlot } from '../schema.ts'
import { each } from './each.ts'

const NUMBER = { as: 'number', from: 1, to: 2147483647 } as const

function library(
  name: string,
  modules: Library['modules'],
  rest: Omit<Library, 'name' | 'language' | 'ml' | 'modules'>,
): Library {
  return { name, language: 'javascript', ml: false, modules, ...rest }
}

/** A call that makes a generator object and gives it. */
function generator(upstream: string, type: string, unseeded: Creation['unseeded'], seed: SeedSlot): Api {
  return {
    upstream,
    creates: { type, unseeded, seed: { constant: 'repeats', write: NUMBER, ...seed } },
    returns: type,
  }
}

/** A method that draws from the generator it is called on. */
function draw(upstream: string): Api {
  return { upstream, draws: { from: 'receiver' } }
}

// ------------------------------------------------------------------------------------------------------ seedrandom

const SEEDRANDOM = 'seedrandom.js:44-118@3.0.5'

const seedrandom = library(
  'seedrandom',
  {
    seedrandom: { path: 'seedrandom' },
    'seedrandom/lib/*': { path: 'seedrandom.*' },
  },
  {
    types: { 'seedrandom.PRNG': {} },
    api: {
      // A seed is anything but null and undefined: 0, '' and NaN were run and repeat.
      seedrandom: {
        upstream: SEEDRANDOM,
        creates: {
          type: 'seedrandom.PRNG',
          unseeded: 'entropy',
          seed: { at: 0, ignores: ['null'], constant: 'repeats', write: { as: 'string' } },
        },
        seeds: {
          sources: ['Math.random'],
          seed: { at: 0, ignores: ['null'], write: { as: 'string' } },
          unseeded: 'entropy',
          when: [{ at: 1, key: 'global', is: [true] }],
          byHand: true,
        },
        ignored: [
          {
            at: 1,
            key: 'entropy',
            is: [true],
            why: 'With { entropy: true } seedrandom mixes the time and other entropy into the seed, so every run differs.',
          },
        ],
        returns: 'seedrandom.PRNG',
      },
      // Without a seed these three hash the text "undefined": the same numbers in every run (RAN).
      ...each(
        'seedrandom.',
        ['alea', 'xor128', 'tychei', 'xorwow'],
        generator('seedrandom/lib/alea.js@3.0.5 and its neighbours', 'seedrandom.PRNG', 'constant', {
          at: 0,
        }),
      ),
      ...each(
        'seedrandom.',
        ['xor4096', 'xorshift7'],
        generator('seedrandom/lib/xor4096.js@3.0.5, xorshift7.js', 'seedrandom.PRNG', 'entropy', {
          at: 0,
          ignores: ['null'],
        }),
      ),
      ...each('seedrandom.PRNG#', ['()', 'int32', 'quick', 'double'], draw(SEEDRANDOM)),
      'seedrandom.PRNG#state': { upstream: SEEDRANDOM },
    },
  },
)

// ------------------------------------------------------------------------------------------------- small generators

const alea = library(
  'alea',
  { alea: { path: 'alea' } },
  {
    types: { 'alea.PRNG': {} },
    api: {
      // Without arguments it takes the time; null and undefined as an argument throw (RAN).
      alea: generator('alea/alea.js:40-44@1.0.1', 'alea.PRNG', 'entropy', { at: 0 }),
      ...each('alea.PRNG#', ['()', 'next', 'uint32', 'fract53'], draw('alea/alea.js:67-75@1.0.1')),
    },
  },
)

const prando = library(
  'Prando',
  { prando: { path: 'prando', default: 'prando' } },
  {
    types: { 'prando.Prando': {} },
    api: {
      prando: generator('prando/dist/Prando.es.js:9-22@6.0.1', 'prando.Prando', 'Math.random', {
        at: 0,
        ignores: ['null', 'false', 'object'],
      }),
      ...each(
        'prando.Prando#',
        ['next', 'nextInt', 'nextString', 'nextChar', 'nextArrayItem', 'nextBoolean', 'skip'],
        draw('prando/dist/Prando.es.js@6.0.1'),
      ),
      'prando.Prando#reset': {
        upstream: 'prando/dist/Prando.es.js@6.0.1',
        seeds: { sources: 'receiver', restores: true },
      },
    },
  },
)

const randomSeed = library(
  'random-seed',
  { 'random-seed': { path: 'random-seed' } },
  {
    types: { 'random-seed.Random': {} },
    api: {
      'random-seed.create': generator(
        'random-seed/index.js:183-231,265@0.3.0',
        'random-seed.Random',
        'Math.random',
        {
          at: 0,
          ignores: ['null'],
        },
      ),
      ...each(
        'random-seed.Random#',
        ['()', 'range', 'random', 'floatBetween', 'intBetween', 'string'],
        draw('random-seed/index.js:125-252@0.3.0'),
      ),
      'random-seed.Random#seed': {
        upstream: 'random-seed/index.js:183@0.3.0',
        seeds: {
          sources: 'receiver',
          seed: { at: 0, ignores: ['null'], write: NUMBER },
          unseeded: 'entropy',
        },
      },
    },
  },
)

const gaussian = library(
  'gaussian',
  { gaussian: { path: 'gaussian' } },
  {
    types: { 'gaussian.Gaussian': {} },
    api: {
      gaussian: { upstream: 'gaussian/lib/gaussian.js@1.3.0', returns: 'gaussian.Gaussian' },
      'gaussian.Gaussian#random': {
        upstream: 'gaussian/lib/gaussian.js@1.3.0, box-muller.js:18-29',
        draws: { from: 'Math.random', generator: { at: 1, takesFunction: true } },
        returns: 'Array',
      },
    },
  },
)

// -------------------------------------------------------------------------------------------------------- random-js

const RANDOM_JS = 'random-js/dist/random-js.esm.js@2.1.0'

/** Functions that give a function of an engine: `integer(1, 6)(engine)`. */
const RANDOM_JS_DISTRIBUTIONS =
  'bool date dice die hex int32 int53 int53Full integer pick picker real realZeroToOneExclusive realZeroToOneInclusive sample shuffle string uint32 uint53 uint53Full uuid4'

const randomJs = library(
  'random-js',
  { 'random-js': { path: 'random-js' } },
  {
    types: { 'random-js.Random': {}, 'random-js.Engine': {} },
    api: {
      'random-js.Random': {
        upstream: `${RANDOM_JS}:524-531`,
        // A number in its place throws at the first draw (RAN).
        creates: {
          type: 'random-js.Random',
          unseeded: 'Math.random',
          seed: { at: 0 },
          pass: 'an engine with a seed, `MersenneTwister19937.seed(42)`',
        },
        returns: 'random-js.Random',
      },
      'random-js.MersenneTwister19937.seed': generator(`${RANDOM_JS}:779`, 'random-js.Engine', 'constant', {
        at: 0,
      }),
      'random-js.MersenneTwister19937.seedWithArray': generator(
        `${RANDOM_JS}:786`,
        'random-js.Engine',
        'constant',
        { at: 0 },
      ),
      'random-js.MersenneTwister19937.autoSeed': {
        upstream: `${RANDOM_JS}:793; createEntropy takes the time and Math.random`,
        creates: {
          type: 'random-js.Engine',
          unseeded: 'entropy',
          seed: { at: 0 },
          pass: 'a seed to `MersenneTwister19937.seed` instead',
        },
        returns: 'random-js.Engine',
      },
      'random-js.createEntropy': { upstream: RANDOM_JS, entropy: 'clock' },
      ...each(
        'random-js.Random#',
        'int32 uint32 uint53 uint53Full int53 int53Full integer realZeroToOneInclusive realZeroToOneExclusive real bool pick sample die dice uuid4 string hex date'.split(
          ' ',
        ),
        draw(`${RANDOM_JS}:524-760`),
      ),
      'random-js.Random#shuffle': {
        upstream: `${RANDOM_JS}:524-760`,
        draws: { from: 'receiver', orders: true },
        returns: 'argument',
      },
      'random-js.Engine#next': draw(`${RANDOM_JS}:765-900`),
      ...each('random-js.', RANDOM_JS_DISTRIBUTIONS.split(' '), { upstream: RANDOM_JS }),
    },
  },
)

// ----------------------------------------------------------------------------------------------------------- chance

const CHANCE_METHODS =
  'bool falsy animal character floating integer natural prime hex letter string template buffer capitalize n pad weighted paragraph sentence syllable word emoji age birthday cpf cnpj first profession company gender last israelId mrz name name_prefixes prefix name_prefix HIDN ssn aadhar name_suffixes suffix name_suffix nationalities nationality zodiac android_id apple_token wp8_anid2 wp7_anid bb_pin avatar color domain email fbid google_analytics hashtag ip ipv6 klout mac semver tlds tld twitter url port locale locales loremPicsum address altitude areacode city coordinates countries country depth geohash geojson latitude longitude phone postal postcode counties county provinces province state states street street_suffix street_suffixes zip ampm date hammertime hour millisecond second minute month months timestamp weekday year cc cc_types cc_type currency_types currency timezones timezone currency_pair dollar euro exp exp_month exp_year vat iban it_vat cf pl_pesel pl_nip pl_regon music_genre note midi_note chord_quality chord tempo coin d4 d6 d8 d10 d12 d20 d30 d100 rpg guid hash normal normal_pool radio tv emotion random'

const chance = library(
  'Chance',
  { chance: { path: 'chance' } },
  {
    types: { 'chance.Chance': {} },
    aliases: { 'chance.Chance': 'chance' },
    api: {
      // `new Chance(0)` and `new Chance('')` are seeded with 0; an object becomes NaN, and so one constant for all.
      chance: generator('chance/chance.js:29-73@1.1.13', 'chance.Chance', 'Math.random', {
        at: 0,
        ignores: ['object'],
      }),
      ...each('chance.Chance#', CHANCE_METHODS.split(' '), draw('chance/chance.js@1.1.13')),
      ...each('chance.Chance#', ['shuffle', 'pickset', 'unique'], {
        upstream: 'chance/chance.js@1.1.13',
        draws: { from: 'receiver', orders: true },
        returns: 'Array',
      }),
      ...each('chance.Chance#', ['pick', 'pickone'], {
        upstream: 'chance/chance.js@1.1.13',
        draws: { from: 'receiver', orders: true },
        returns: 'element',
      }),
    },
  },
)

// ------------------------------------------------------------------------------------------------------------ faker

/** What `faker.<module>.<method>` draws, by module. */
const FAKER: Readonly<Record<string, string>> = {
  airline: 'airport airline airplane recordLocator seat aircraftType flightNumber',
  animal: 'dog cat snake bear lion cetacean horse bird cow fish crocodilia insect rabbit rodent type petName',
  book: 'author format genre publisher series title',
  color: 'human space cssSupportedFunction cssSupportedSpace rgb cmyk hsl hwb lab lch colorByCSSColorSpace',
  commerce:
    'department productName price productAdjective productMaterial product productDescription isbn upc',
  company:
    'name catchPhrase buzzPhrase catchPhraseAdjective catchPhraseDescriptor catchPhraseNoun buzzAdjective buzzVerb buzzNoun',
  database: 'column type collation engine mongodbObjectId',
  datatype: 'boolean',
  date: 'month weekday timeZone anytime past future between betweens recent soon birthdate',
  finance:
    'accountNumber accountName routingNumber amount transactionType currency currencyCode currencyName currencySymbol currencyNumericCode bitcoinAddress litecoinAddress creditCardNumber creditCardCVV creditCardIssuer pin ethereumAddress iban bic transactionDescription',
  food: 'adjective description dish ethnicCategory fruit ingredient meat spice vegetable',
  git: 'branch commitEntry commitMessage commitDate commitSha',
  hacker: 'abbreviation adjective noun verb ingverb phrase',
  helpers:
    'fake slugify replaceSymbols replaceCreditCardSymbols fromRegExp uniqueArray mustache maybe objectKey objectValue objectEntry weightedArrayElement enumValue rangeToNumber multiple',
  image: 'avatar avatarGitHub personPortrait url urlLoremFlickr urlPicsumPhotos dataUri',
  internet:
    'email exampleEmail username displayName protocol httpMethod httpStatusCode url domainName domainSuffix domainWord ip ipv4 ipv6 port userAgent mac password emoji jwtAlgorithm jwt',
  location:
    'zipCode city buildingNumber street streetAddress postalAddress secondaryAddress county country continent countryCode state direction cardinalDirection ordinalDirection timeZone language latitude longitude nearbyGPSCoordinate',
  lorem: 'word words sentence slug sentences paragraph paragraphs text lines',
  music: 'album artist genre songName',
  number: 'int float binary octal hex bigInt romanNumeral',
  person:
    'firstName lastName middleName fullName gender sex sexType bio prefix suffix jobTitle jobDescriptor jobArea jobType zodiacSign',
  phone: 'number imei',
  science: 'chemicalElement unit',
  string: 'fromCharacters alpha alphanumeric binary octal hexadecimal numeric sample uuid ulid nanoid symbol',
  system:
    'fileName commonFileName mimeType commonFileType commonFileExt fileType fileExt directoryPath filePath semver networkInterface cron',
  vehicle: 'vehicle manufacturer model type fuel vin color vrm bicycle',
  word: 'adjective adverb conjunction interjection noun preposition verb sample words',
}

const FAKER_UPSTREAM = '@faker-js/faker@10.6.0, base-BpJm8uRb.js'

const faker = library(
  'Faker',
  { '@faker-js/faker': { path: 'faker-js' }, '@faker-js/faker/locale/*': { path: 'faker-js' } },
  {
    sources: {
      // Its generator takes its first seed from Math.random while the package is loaded.
      'faker-js': {
        title: "Faker's generator",
        remedy: '`faker.seed(seed)`',
        judged: 'where it reaches training',
        enforced: 'preload',
        upstream: FAKER_UPSTREAM,
      },
    },
    api: {
      'faker-js.faker.seed': {
        upstream: FAKER_UPSTREAM,
        seeds: { sources: ['faker-js'], seed: { at: 0, write: NUMBER }, unseeded: 'entropy' },
      },
      ...Object.assign(
        {},
        ...Object.entries(FAKER).map(([module, methods]) =>
          each(`faker-js.faker.${module}.`, methods.split(' '), {
            upstream: FAKER_UPSTREAM,
            draws: { from: 'faker-js' },
          }),
        ),
      ),
      ...each('faker-js.faker.helpers.', ['shuffle', 'arrayElements'], {
        upstream: FAKER_UPSTREAM,
        draws: { from: 'faker-js', orders: true },
        returns: 'Array',
      }),
      'faker-js.faker.helpers.arrayElement': {
        upstream: FAKER_UPSTREAM,
        draws: { from: 'faker-js', orders: true },
        returns: 'element',
      },
    },
  },
)

// -------------------------------------------------------------------------------------------------------- pure-rand

const PURE_GENERATORS = ['congruential32', 'mersenne', 'xorshift128plus', 'xoroshiro128plus']

/**
 * A generator always takes a seed, so an unseeded one cannot be; what draws takes the generator as an argument.
 * Versions before 8 export everything from the root, with the generator last.
 */
const pureRand = library(
  'pure-rand',
  {
    'pure-rand': { path: 'pure-rand' },
    'pure-rand/generator/*': { path: 'pure-rand' },
    'pure-rand/distribution/*': { path: 'pure-rand' },
    'pure-rand/utils/*': { path: 'pure-rand' },
  },
  {
    types: { 'pure-rand.RandomGenerator': {} },
    api: {
      ...each(
        'pure-rand.',
        PURE_GENERATORS,
        generator('pure-rand/lib/generator@8.4.2', 'pure-rand.RandomGenerator', 'constant', { at: 0 }),
      ),
      ...each('pure-rand.RandomGenerator#', ['next', 'unsafeNext'], draw('pure-rand/lib/generator@8.4.2')),
      ...each('pure-rand.', ['uniformInt', 'uniformBigInt', 'uniformFloat32', 'uniformFloat64'], {
        upstream: 'pure-rand/lib/distribution/uniformInt.d.ts@8.4.2',
        draws: { from: 'entropy', when: [{ at: 0, given: true }], generator: { at: 0 } },
      }),
      ...each('pure-rand.', ['uniformIntDistribution', 'unsafeUniformIntDistribution'], {
        upstream: 'pure-rand/lib/types/distribution/UniformIntDistribution.d.ts@6.1.0',
        draws: { from: 'entropy', when: [{ at: 2, given: true }], generator: { at: 2 } },
      }),
    },
  },
)

// ----------------------------------------------------------------------------------------------------------- random

const RANDOM = 'random/dist/index.js:605-640@5.5.1'
const RANDOM_DRAWS = 'next float int integer bool boolean choice sample'
const RANDOM_DISTRIBUTIONS =
  'uniform uniformInt uniformBoolean normal logNormal bernoulli binomial geometric poisson exponential irwinHall bates pareto weibull sampler shuffler'

const random = library(
  'random',
  { random: { path: 'random', default: 'random.default' } },
  {
    types: { 'random.Random': {}, 'random.Distribution': {} },
    sources: {
      'random.default': {
        title: 'the default generator of the package `random`',
        remedy: '`random.use(seed)`',
        judged: 'where it reaches training',
        enforced: true,
        upstream: RANDOM,
      },
    },
    api: {
      'random.Random': generator(RANDOM, 'random.Random', 'Math.random', { at: 0 }),
      'random.default.use': {
        upstream: RANDOM,
        seeds: { sources: ['random.default'], seed: { at: 0, write: { as: 'string' } } },
      },
      'random.Random#use': {
        upstream: RANDOM,
        seeds: { sources: 'receiver', seed: { at: 0, write: { as: 'string' } } },
      },
      ...each('random.default.', RANDOM_DRAWS.split(' '), {
        upstream: RANDOM,
        draws: { from: 'random.default' },
      }),
      'random.default.shuffle': {
        upstream: RANDOM,
        draws: { from: 'random.default', orders: true },
        returns: 'Array',
      },
      ...each('random.Random#', RANDOM_DRAWS.split(' '), draw(RANDOM)),
      'random.Random#shuffle': {
        upstream: RANDOM,
        draws: { from: 'receiver', orders: true },
        returns: 'Array',
      },
      // They give a function that draws when it is called.
      ...each('random.default.', RANDOM_DISTRIBUTIONS.split(' '), {
        upstream: RANDOM,
        draws: { from: 'random.default' },
      }),
      ...each('random.Random#', RANDOM_DISTRIBUTIONS.split(' '), draw(RANDOM)),
    },
  },
)

export const randomGenerators: readonly Library[] = [
  seedrandom,
  alea,
  prando,
  randomSeed,
  gaussian,
  randomJs,
  chance,
  faker,
  pureRand,
  random,
]
